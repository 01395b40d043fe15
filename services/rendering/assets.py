"""Assets: what drawing may load, which is nothing: fonts are configured, styles are inline."""

import sys
from typing import Any, NoReturn

from weasyprint.urls import FatalURLFetchingError, URLFetcher

FORBIDDEN_EVENTS = {
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"),
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"),
}


class DenyAll(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Refuses every address; a document that asks for one ends there, it is not drawn without."""

    def fetch(self, url: str, *_: Any, **__: Any) -> NoReturn:
        """Refuse the address."""
        raise FatalURLFetchingError(f"the document asked for {url[:200]!r}")


def forbid_network() -> None:
    """Make every later attempt of this process to reach the network or another program fail.

    A second lock behind `DenyAll`: it holds for whatever a library may try by itself.
    """

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in FORBIDDEN_EVENTS:
            raise PermissionError(f"drawing a document may not do this: {event}")

    sys.addaudithook(refuse)
