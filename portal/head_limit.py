"""Head limit: who does not say in time what is asked for keeps no connection.

A file of its own: the server reads heads before any layer of an application sees a request.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from portal.errors import say

HEAD_SECONDS = 20.0
"""So long the head of a request may take, however many pieces it comes in."""


class HeadLimit(H11Protocol):
    """Uvicorn's HTTP, with an end to waiting; between two requests uvicorn ends it by itself.

    Args:
        given: what uvicorn gives a connection, here and by name.
        head_seconds: how long a head may take to come.
    """

    def __init__(self, *given: Any, head_seconds: float = HEAD_SECONDS, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_seconds = head_seconds
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the time for a head is running."""
        return self._timer is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take a piece; wait on, from the first one on, until the head is whole."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(self._head_seconds, self._refuse)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self) -> None:
        if self.transport.is_closing():
            return
        fault = f"the request was not whole after {self._head_seconds:g} s: send it faster."
        refusal = say(408, "too_slow", [fault])
        headers = [*refusal.raw_headers, (b"connection", b"close")]
        for event in (
            h11.Response(status_code=408, headers=headers),
            h11.Data(data=bytes(refusal.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
