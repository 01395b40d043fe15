"""Notices say a reference and a stage, and stop nothing if nobody listens."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from mailroom import find_free_port
from pydantic import SecretStr

from services.letters.notices import send_notices

REFERENCE = "HO-2026-0007"


class Channel:
    """A server that keeps what it is told, and answers with `status`."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []
        self.status = 200
        channel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                channel.told.append(json.loads(self.rfile.read(length)))
                self.send_response(channel.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = SecretStr(f"json://u:t0ken@127.0.0.1:{self.server.server_port}/")


@pytest.fixture
def channel() -> Iterator[Channel]:
    channel = Channel()
    thread = Thread(target=channel.server.serve_forever)
    thread.start()
    yield channel
    channel.server.shutdown()
    thread.join()
    channel.server.server_close()


def test_a_channel_hears_reference_and_stage(channel):
    assert send_notices([channel.url], [(REFERENCE, "sign_off")]) == 1
    (told,) = channel.told
    assert (told["message"], told["title"]) == (f"{REFERENCE}: sign off", "")


def test_nothing_but_a_reference_is_sent(channel):
    assert send_notices([channel.url], [("Ana Sow", "signed")]) == 0
    assert channel.told == []


@pytest.mark.parametrize("status", [400, 500])
def test_a_channel_that_refuses_stops_nothing(channel, status, caplog):
    channel.status = status
    with caplog.at_level(logging.DEBUG):
        assert send_notices([channel.url, channel.url], [(REFERENCE, "signed")]) == 0
    assert len(channel.told) == 2
    assert "t0ken" not in caplog.text
    assert "a notice to a channel (json) was not taken" in caplog.text


def test_others_hear_though_one_is_not_there(channel, caplog):
    nobody = SecretStr(f"json://t0ken@127.0.0.1:{find_free_port()}/")
    unknown = SecretStr("nonsense://t0ken@host/")

    assert send_notices([nobody, unknown, channel.url], [(REFERENCE, "signed")]) == 1
    assert "t0ken" not in caplog.text


def test_apprise_is_not_loaded_for_those_without_channels():
    program = (
        "import sys; from services.letters.notices import send_notices; "
        "send_notices([], [('HO-2026-0007', 'signed')]); print('apprise' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert told.stdout.strip() == b"False"
