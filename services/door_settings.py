"""Door settings: by which names the web is reached, and how much one person may send it.

A file of its own, because what is set about doors is read beside what is set about mails.
"""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from services.letters.mail_settings import MailSettings

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
ANY_HOST = "*"


class DoorSettings(MailSettings):
    """What can be set about the web process and Prefect's pages as doors."""

    host: str = Field(
        default="127.0.0.1",
        description="Address that `baton up` listens on, for people and for Prefect's pages; "
        "anything but this machine itself belongs behind a proxy with TLS.",
    )
    allowed_hosts: str = Field(
        default="",
        description="Further names, with blanks between, by which pages, API and Prefect may be "
        "asked for, such as `baton.example.org prefect.example.org`; any other `Host` is refused; "
        "`*` allows all. Always allowed: `BATON_HOST`, `localhost`, `127.0.0.1`, `::1` and the "
        "name in `BATON_PUBLIC_URL`.",
    )
    writes_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        default=600,
        description="Requests over the API with which one person may change something in a "
        "minute, 1 to 1000000, whatever number of tokens they have. What is more gets 429 and when "
        "to come again. The command line is not limited.",
    )
    write_mb_per_minute: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=120,
        description="Megabytes that one person may send over the API in a minute, 1 to 100000.",
    )
    failures_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        default=30,
        description="Requests without a valid token that one address may send in a minute before "
        "they get 429 instead of 401, 1 to 1000000; valid tokens are answered all the same.",
    )

    def list_hosts(self) -> frozenset[str]:
        """Return the names by which the web may be asked for, in small letters; `*` is any."""
        named = self.allowed_hosts.replace(",", " ").split()
        public = urlsplit(self.public_url).hostname if self.public_url else None
        names = (self.host, *_HERE, *named, *((public,) if public else ()))
        return frozenset(normalize_host(name) for name in names)


def normalize_host(host: str) -> str:
    """Return a host as the header `Host` names it, without port, brackets and last dot."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    head, colon, port = name.rpartition(":")
    # An address of IPv6 has several colons and no port here.
    if colon and ":" not in head and port.isdigit():
        name = head
    return name.removesuffix(".")
