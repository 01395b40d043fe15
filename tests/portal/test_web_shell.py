"""What every page of the web process keeps to: headers, nothing from elsewhere, no Prefect."""

import subprocess
import sys
from pathlib import Path

import pytest
from api_people import open_as
from fastapi.testclient import TestClient

from models.acting import Role
from portal.web.app import create_app
from services.settings import Settings

pytestmark = pytest.mark.processes


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    # Not entered as a context: without its lifespan nothing asks for a Prefect that is not there.
    return open_as(create_app(Settings(data=tmp_path)), Role.admin)


def test_the_page_says_where_nothing_is_how_to_begin(client: TestClient):
    assert "None is under way." in client.get("/").text


def test_pages_are_not_kept_and_run_no_script_of_strangers(client: TestClient):
    answer = client.get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    assert "style=" not in answer.text


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
