"""Outside calls: whatever answers from outside ends in time, and its answer fits into memory.

A file of its own, because webhooks, mail, Prefect and plug-ins all call with it. A library bounds
each wait for the next byte; who sends one byte in two seconds is never late by that, and holds
everything that comes after. So each call has an end as a whole.
"""

import contextvars
import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from models.errors import TemporaryError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


class CallLimits(NamedTuple):
    """What one call may take: seconds for each part and for all of it, bytes of the answer."""

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    total_seconds: float = 20.0
    size_bytes: int = 1 << 20


LIMITS = CallLimits()


class OverLimitError(TemporaryError):
    """A call took longer than it may, or was answered with more."""


class Answer(NamedTuple):
    """What came back. `content` is as it was sent: nothing is unpacked."""

    status_code: int
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status_code < 300

    def read_json(self) -> Any:
        """Return the content as what it says in JSON, None where there is none."""
        return json.loads(self.content) if self.content else None


def within(
    seconds: float, work: Callable[[], T], interrupt: Callable[[], object] = lambda: None
) -> T:
    """Return what the work returns, or go on without it.

    Args:
        seconds: how long it may take.
        work: runs in a thread of its own, which nobody waits for at the end of the process.
        interrupt: called when it is late, to let go of what it waits for.

    Raises:
        OverLimitError: it was late. Whatever the work raises is raised as well.
    """
    result: list[tuple[T | None, BaseException | None]] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            result.append((context.run(work), None))
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            result.append((None, error))

    thread = threading.Thread(target=run, name="outside call", daemon=True)
    thread.start()
    thread.join(seconds)
    if not result:
        interrupt()
        raise OverLimitError(f"it took longer than {seconds:g} seconds")
    found, error = result[0]
    if error is not None:
        raise error
    return found  # type: ignore[return-value]  # T may be None itself


def shut(connection: socket.socket | None) -> None:
    """Wake up the thread that waits for a connection; nothing happens where it is closed."""
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


class Caller:
    """Sends requests over HTTP; a connection is used again while it lasts."""

    def __init__(self, limits: CallLimits = LIMITS, **options: Any) -> None:
        """Take what `httpx.Client` takes. Redirects are not followed: they lead elsewhere."""
        # Imported late: it takes a tenth of a second, and most commands call nobody.
        import httpx  # noqa: PLC0415 - see above

        self._limits = limits
        self._socket: socket.socket | None = None
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        self._http = httpx.Client(timeout=timeout, follow_redirects=False, **options)

    def call(self, method: str, url: str, *, is_read: bool = True, **given: Any) -> Answer:
        """Send a request; of its answer the content is read only where it is wanted.

        Raises:
            OverLimitError: it took too long, or the answer is too large.
            httpx.HTTPError: it could not be reached.
        """
        return within(
            self._limits.total_seconds,
            lambda: self._send(method, url, given, is_read=is_read),
            lambda: shut(self._socket),
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, method: str, url: str, given: Mapping[str, Any], *, is_read: bool) -> Answer:
        # What is packed may unpack to a thousand times its size.
        headers = {**(given.get("headers") or {}), "Accept-Encoding": "identity"}
        asked = {**given, "headers": headers, "extensions": {"trace": self._note_socket}}
        with self._http.stream(method, url, **asked) as answer:
            content = b"".join(self._read(answer)) if is_read else b""
            return Answer(answer.status_code, content)

    def _read(self, answer: "httpx.Response") -> Any:
        left = self._limits.size_bytes
        for chunk in answer.iter_raw():
            left -= len(chunk)
            if left < 0:
                raise OverLimitError(
                    f"it answered with more than {self._limits.size_bytes:,} bytes"
                )
            yield chunk

    def _note_socket(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket")
