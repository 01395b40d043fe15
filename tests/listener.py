"""Listener: a web server of this machine that keeps what it is sent; one that never ends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Heard:
    """What was heard, and what is answered from now on."""

    code: int = 200
    codes: list[int] = field(default_factory=list)
    """What is answered before that, one by one."""
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""


@contextmanager
def listen() -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.messages.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(heard.codes.pop(0) if heard.codes else heard.code)
            self.end_headers()

        def do_GET(self) -> None:
            # As Prefect says that it wants no token.
            self.send_response(422)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    heard.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


DRIPS = {
    "nothing": (b"", b""),
    "headers": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "many headers": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", b"x"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "greeting": (b"220-", b"x"),
}
"""What a server begins with, and what it goes on with for ever."""


@contextmanager
def listen_for_ever(begin: bytes, again: bytes, pause_seconds: float = 0.02) -> Iterator[int]:
    """Give the port of a server that never comes to an end: each byte comes in time."""
    is_over = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.sendall(begin)
            while not is_over.wait(pause_seconds):
                connection.sendall(again)

    def accept(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=[server.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=[server], daemon=True).start()
        try:
            yield server.getsockname()[1]
        finally:
            is_over.set()
            server.shutdown(socket.SHUT_RDWR)
