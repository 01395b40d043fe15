"""Outbox: what acts have left is asked for once Prefect is there, one run for all of a handover."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from conftest import TODAY
from sqlmodel import col, select

from models.outbox import OutboxEntry, Topic
from services.engine import Engine
from services.outbox import dispatch_runs
from services.store import Store

NOBODY = "http://127.0.0.1:9/api"


@contextmanager
def answer_as_prefect(asked: list[dict[str, Any]]) -> Iterator[str]:
    """The two questions of its API that an outbox asks; the real server has tests of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_token = "csrf" in self.path
            self._answer(422 if is_token else 200, {"id": "deployment"})

        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer(201, {"id": f"run-{len(asked)}"})

        def _answer(self, code: int, body: dict[str, Any]) -> None:
            self.send_response(code)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def entries(store: Store) -> list[tuple[str, str]]:
    given = [("HO-2026-0001", "interview"), ("HO-2026-0002", "review"), ("HO-2026-0001", "review")]
    with store.write() as session:
        for reference, stage in given:
            session.add(
                OutboxEntry(
                    topic=Topic.run,
                    handover=reference,
                    event=stage,
                    created_at=TODAY,
                    next_try_at=TODAY,
                )
            )
    return given


def list_entries(store: Store) -> list[OutboxEntry]:
    with store.read() as session:
        return list(session.exec(select(OutboxEntry).order_by(col(OutboxEntry.id))))


def test_one_run_answers_all_entries_of_a_handover(store: Store, entries: object):
    asked: list[dict[str, Any]] = []
    with answer_as_prefect(asked) as address:
        assert dispatch_runs(store, Engine(address, ""), TODAY) == 2
        assert dispatch_runs(store, Engine(address, ""), TODAY) == 0
    assert [(one["name"], one["idempotency_key"]) for one in asked] == [
        ("HO-2026-0001 review", "outbox:3"),
        ("HO-2026-0002 review", "outbox:2"),
    ]
    assert asked[0]["parameters"] == {"reference": "HO-2026-0001"}
    assert asked[0]["tags"] == ["handover:HO-2026-0001", "stage:review"]


def test_while_prefect_is_away_everything_waits(store: Store, entries: object):
    assert dispatch_runs(store, Engine(NOBODY, ""), TODAY) == 0
    first, second, third = list_entries(store)
    assert (first.attempts, third.attempts, second.attempts) == (1, 1, 0)
    assert "could not be reached" in (first.failure or "")
    assert first.next_try_at > TODAY
    asked: list[dict[str, Any]] = []
    with answer_as_prefect(asked) as address:
        later = TODAY + timedelta(seconds=6)
        assert dispatch_runs(store, Engine(address, ""), later) == 2
    assert all(entry.sent_at for entry in list_entries(store))
