"""Listener: a web server of this machine that remembers what it is sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
