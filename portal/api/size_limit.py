"""Size limit: a body that is too large, or one too many, is refused before it is kept anywhere.

A file of its own, because it is a layer around the whole API and knows none of it.
"""

import re

from portal.doors import PERSON, Application, Message, Receive, Send
from portal.errors import say, say_too_often
from portal.limits import Limiter

MOST_BYTES = 1_000_000
FEW_BYTES = 20_000
"""Where a request says little: a day, a person, a number, or nothing."""
_LITTLE = re.compile(
    r"/(accept|accept-all|agree|agree-all|cancel|close|done|legal-hold|owner|peers|reassign|"
    r"receiver|reopen|reschedule|return|sign|strike-out|submit)$"
)


class SizeLimit:
    """An ASGI layer that reads a body up to the limit, and hands it on whole.

    Args:
        app: what is behind it.
        megabytes: how much a person may send.
    """

    def __init__(self, app: Application, megabytes: Limiter) -> None:
        self._app = app
        self._megabytes = megabytes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 413 or 429."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Who has no person in the state has asked for what is open to all, and is not listened to.
        person = scope.get("state", {}).get(PERSON)
        most = _find_limit(scope) if person else 0
        # One piece of memory, however small the pieces are that it comes in.
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return  # The client has gone.
            body += message.get("body", b"")
            if len(body) > most:
                fault = f"the body has more than {most:,} bytes: send less at a time."
                await say(413, "too_large", [fault])(scope, receive, send)
                return
            if not message.get("more_body"):
                break
        wait = self._megabytes.take(person, len(body) / 1_000_000) if body else 0
        if wait:
            await say_too_often(wait)(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": bytes(body)}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replay, send)


def _find_limit(scope: Message) -> int:
    says_little = scope["method"] == "GET" or _LITTLE.search(scope["path"])
    return FEW_BYTES if says_little else MOST_BYTES
