"""Size limit: a body that is too large is refused before it is kept anywhere.

A file of its own, because it is a layer around the whole API and knows none of it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from portal.errors import say

MOST_BYTES = 1_000_000
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class SizeLimit:
    """An ASGI layer that reads a body up to the limit, and hands it on whole."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # One piece of memory, however small the pieces are that it comes in.
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return  # The client has gone.
            body += message.get("body", b"")
            if len(body) > MOST_BYTES:
                fault = f"the body has more than {MOST_BYTES:,} bytes: send less at a time."
                await say(413, "too_large", [fault])(scope, receive, send)
                return
            if not message.get("more_body"):
                break
        whole: list[Message] = [{"type": "http.request", "body": bytes(body)}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replay, send)
