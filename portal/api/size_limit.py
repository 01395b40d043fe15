"""Size limit: a body that is too large or too slow, or one too many, is kept nowhere.

A file of its own, because it is a layer around the whole API and knows none of it.
"""

import asyncio
import re

from starlette.datastructures import Headers

from portal.doors import PERSON, Application, Message, Receive, Send
from portal.errors import say, say_too_often
from portal.limits import Limiter

MOST_BYTES = 1_000_000
BODY_SECONDS = 60.0
"""So long a body may take: who drips keeps a connection no longer."""
FEW_BYTES = 20_000
"""Where a request says little: a day, a person, a number, or nothing."""
_LITTLE = re.compile(
    r"/(accept|accept-all|agree|agree-all|cancel|close|done|legal-hold|owner|peers|reassign|"
    r"receiver|reopen|reschedule|return|sign|strike-out|submit)$"
)


class _RefusedError(Exception):
    """A body that is not taken, with what is answered."""

    def __init__(self, code: int, kind: str, fault: str) -> None:
        super().__init__(fault)
        self.code, self.kind, self.fault = code, kind, fault


class SizeLimit:
    """An ASGI layer that reads a body up to the limit, and hands it on whole.

    Args:
        app: what is behind it.
        megabytes: how much a person may send.
        seconds: how long a body may take to come.
    """

    def __init__(self, app: Application, megabytes: Limiter, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._megabytes = megabytes
        self._seconds = seconds

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 408, 413 or 429."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Who has no person in the state has asked for what is open to all, and is not listened to.
        person = scope.get("state", {}).get(PERSON)
        most = _find_limit(scope) if person else 0
        try:
            body = await self._read(scope, receive, most)
        except _RefusedError as refused:
            await say(refused.code, refused.kind, [refused.fault])(scope, receive, send)
            return
        wait = self._megabytes.take(person, len(body) / 1_000_000) if body else 0
        if wait:
            await say_too_often(wait)(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": body}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replay, send)

    async def _read(self, scope: Message, receive: Receive, most: int) -> bytes:
        if _announces(scope) > most:
            raise _too_large(most)
        # One piece of memory, however small the pieces are that it comes in.
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                while (message := await receive())["type"] == "http.request":
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise _too_large(most)
                    if not message.get("more_body"):
                        return bytes(body)
        except TimeoutError as error:
            fault = (
                f"the body was not whole after {self._seconds:g} s: send it faster, or in parts."
            )
            raise _RefusedError(408, "too_slow", fault) from error
        # Nobody hears it: the client has gone.
        raise _RefusedError(400, "request", "the body was not whole: send it again.")


def _too_large(most: int) -> _RefusedError:
    fault = f"the body has more than {most:,} bytes: send less at a time."
    return _RefusedError(413, "too_large", fault)


def _announces(scope: Message) -> int:
    """Return how many bytes the request says that it has: what is too large is not waited for."""
    said = Headers(scope=scope).get("content-length", "")[:20]
    return int(said) if said.isascii() and said.isdigit() else 0


def _find_limit(scope: Message) -> int:
    says_little = scope["method"] == "GET" or _LITTLE.search(scope["path"])
    return FEW_BYTES if says_little else MOST_BYTES
