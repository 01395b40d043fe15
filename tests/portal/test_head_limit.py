"""The head of a request comes in time, or its connection is closed; the time ends with the head."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvicorn

from portal.doors import Message, Receive, Send
from portal.head_limit import HEAD_SECONDS, HeadLimit

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SHORT_SECONDS = 0.05


class Served:
    """An application on a real port; asked, it notes which connections wait for a head."""

    def __init__(self, seconds: float) -> None:
        self.waiting: list[bool] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        protocol: Any = partial(HeadLimit, head_seconds=seconds)
        config = uvicorn.Config(
            self._answer, http=protocol, lifespan="off", log_config=None, interface="asgi3"
        )
        self.server = uvicorn.Server(config)

    async def _answer(self, _scope: Message, _receive: Receive, send: Send) -> None:
        self.waiting += [one.is_waiting for one in self.server.server_state.connections]
        length = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"ok"})

    def run(self) -> None:
        self.server.run(sockets=[self._listener])

    def connect(self) -> socket.socket:
        """Return a connection; it fails after minutes rather than waiting for ever."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=300)


@contextmanager
def serve(seconds: float) -> Iterator[Served]:
    served = Served(seconds)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    yield served
    served.server.should_exit = True
    thread.join(timeout=300)


def read_all(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    said = b""
    while piece := connection.recv(4096):
        said += piece
    return said


def read_answer(connection: socket.socket) -> bytes:
    """Read an answer that ends with "ok"; the connection stays open."""
    said = b""
    while not said.endswith(b"\r\n\r\nok"):
        piece = connection.recv(4096)
        assert piece, said
        said += piece
    return said


def drip_until_closed(connection: socket.socket) -> None:
    """Send a header a byte at a time; a server that waits takes far more bytes than its limit."""
    connection.settimeout(SHORT_SECONDS / 10)
    for byte in (*REQUEST[:-2], *b"X-Drip: ", *b"x" * 10_000):
        try:
            connection.sendall(bytes([byte]))
            if connection.recv(4096):
                return
        except TimeoutError:
            continue
        except ConnectionError:
            return
    raise AssertionError("a head that never ends holds its connection")


def test_who_drips_a_head_or_says_nothing_is_sent_away() -> None:
    with serve(SHORT_SECONDS) as served:
        with served.connect() as silent:
            head, _, body = read_all(silent).partition(b"\r\n\r\n")
        with served.connect() as dripping:
            drip_until_closed(dripping)
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert b"not whole after 0.05 s" in body
    assert served.waiting == []


def test_the_time_ends_with_the_head_and_begins_again_with_the_next_one() -> None:
    with serve(HEAD_SECONDS * 100) as served, served.connect() as connection:
        for _ in range(2):
            for piece in (REQUEST[:10], REQUEST[10:]):
                connection.sendall(piece)
            assert read_answer(connection).startswith(b"HTTP/1.1 200 ")
    assert served.waiting == [False, False]
