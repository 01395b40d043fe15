"""The shell of the web process: health, the plain page, headers; no name gets out."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from people import ANA, BEN, CARLA, MOUSSA

from models.acting import Role
from models.case_file import CaseFile
from portal.web.app import create_app
from services.acts.people import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.settings import Settings

NOW = datetime.now(UTC)
PERSONAL = (ANA.name, BEN.name, MOUSSA.name, CARLA.name, ANA.email, "Programme officer", "Water")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    # Not entered as a context: without its lifespan nothing asks for a Prefect that is not there.
    return TestClient(create_app(Settings(data=tmp_path)))


def start_one(client: TestClient, case: CaseFile, folder: Path) -> str:
    dates = {"notice_on": NOW.date(), "last_working_on": NOW.date() + timedelta(days=50)}
    given = CaseInput(case=case.model_copy(update=dates), folder=folder, opened_at=NOW)
    with client.app.state.store.write() as session:
        add_staff(session, CARLA, Role.hr)
        return start_handover(session, find_actor(session, CARLA.email), given, NOW)


def test_health_tells_nothing_but_that_all_is_well(client: TestClient):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_page_says_where_nothing_is_how_to_begin(client: TestClient):
    assert "None is under way." in client.get("/").text


def test_the_page_lists_references_and_no_person(client: TestClient, case: CaseFile, tmp_path):
    reference = start_one(client, case, tmp_path)
    page = client.get("/").text
    assert reference in page
    assert not [word for word in PERSONAL if word in page]


def test_pages_are_not_kept_and_run_no_script_of_strangers(client: TestClient):
    headers = client.get("/").headers
    assert headers["cache-control"] == "no-store"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in client.get("/").text
    assert "style=" not in client.get("/").text


def test_the_style_of_the_page_is_served(client: TestClient):
    answer = client.get("/portal.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/nothing"])
def test_there_are_no_pages_that_load_from_elsewhere(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def test_the_web_loads_nothing_of_prefect():
    code = "import sys, portal.web.app; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
