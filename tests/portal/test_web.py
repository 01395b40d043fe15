"""The web process: its few pages, what it shows, and what it writes into its log."""

import io
import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from api_people import open_as
from fastapi.testclient import TestClient
from people import ANA, BEN, CARLA, MOUSSA

from models.acting import Role
from portal.web.app import create_app
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.settings import Settings
from services.structured_logs import configure_logs

PERSONAL = (*(p.name for p in (ANA, BEN, CARLA, MOUSSA)), "Programme officer", ANA.email)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return open_as(create_app(Settings(data=tmp_path)), Role.admin)


@pytest.fixture
def reference(client: TestClient, given: CaseInput) -> str:
    now = datetime(2026, 10, 2, 9, tzinfo=UTC)
    with client.app.state.store.write() as session:
        add_staff(session, CARLA, Role.hr)
        hr = find_actor(session, CARLA.email)
        return start_handover(session, hr, given.model_copy(update={"answers": ()}), now)


def test_an_empty_page_says_what_to_type(client: TestClient):
    assert "baton start CASE.yaml" in client.get("/").text


def test_the_page_shows_references_and_nobody(client: TestClient, reference: str):
    page = client.get("/").text
    assert reference in page
    assert "interview" in page
    assert not [word for word in PERSONAL if word in page]


def test_pages_are_kept_by_nobody_and_load_nothing_from_elsewhere(client: TestClient):
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "http" not in answer.text.replace("http-equiv", "")
    assert client.get("/portal.css").headers["Content-Type"].startswith("text/css")


def test_metrics_count_and_name_nobody(client: TestClient, reference: str):
    told = client.get("/metrics").text
    assert 'state="opened"' in told
    assert not [word for word in (*PERSONAL, reference) if word in told]


def test_the_log_of_requests_holds_patterns_and_no_address(client: TestClient, reference: str):
    log, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    configure_logs(log, logging.INFO)
    try:
        client.get(f"/api/v1/handovers/{reference}?name=Ana")
        client.get(f"/api/v1/handovers/{reference}?name=Ana", headers={"Authorization": "x"})
        client.get("/Ana Sow")
    finally:
        root.handlers[:], root.level = before
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    mine = [line for line in lines if line.get("event") == "request"]
    assert [line["status"] for line in mine] == [200, 401, 404]
    assert mine[0]["route"].endswith("/handovers/{reference}")
    assert reference not in log.getvalue()
    assert "Ana" not in log.getvalue()
