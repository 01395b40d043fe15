"""The integrations that we ship, run as programs against a served API."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from api_people import give_token
from people import CARLA
from running_system import wait_until

from models.acting import Role, Scope
from portal.web.app import create_app
from services.acts.actors import add_staff
from services.outbox.webhooks import send_webhooks
from services.ports import find_free_port
from services.settings import Settings

pytestmark = pytest.mark.processes

ROWS = """\
leaver_name,leaver_email,manager_name,manager_email,post,kind,last_working_on
Ana Sow,ana.sow@example.org,Moussa Ba,moussa.ba@example.org,Programme officer,retirement,2099-01-30
Ben Diop,ben.diop@example.org,Moussa Ba,moussa.ba@example.org,Driver,holiday,2099-01-30
"""
ANNOUNCED = {
    "id": "hr-4711",
    "employee": {"name": "Ana Sow", "email": "ana.sow@example.org"},
    "supervisor": {"name": "Moussa Ba", "email": "moussa.ba@example.org"},
    "position": "Programme officer",
    "reason": "retirement",
    "last_day": "2099-01-30",
}
SECRETS = {"HR_SECRET": "of hr", "BATON_WEBHOOK_SECRET": "of baton"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, prefect_port=find_free_port())


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a served API, and an environment with HR's token."""
    app = create_app(settings)
    port = find_free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the API is served")
    with app.state.store.write() as session:
        add_staff(session, CARLA, Role.hr)
    token = give_token(app.state.store, CARLA, Scope.open, Scope.read)
    yield f"http://127.0.0.1:{port}", os.environ | {"BATON_TOKEN": token} | SECRETS
    server.should_exit = True
    thread.join(timeout=600)


def run(module: str, *words: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", f"examples.integrations.{module}", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_csv_opens_exits_and_again_changes_nothing(
    served: tuple[str, dict[str, str]], tmp_path: Path
):
    address, environment = served
    rows = tmp_path / "leavers.csv"
    rows.write_text(ROWS, encoding="utf-8")
    said = set()
    for _ in range(2):
        with run("hr_csv", str(rows), address, environment=environment) as process:
            out, err = process.communicate(timeout=600)
        assert process.returncode == 1
        assert "line 3: body.kind" in err
        said.add(out)
    (once,) = said
    assert once.startswith("line 2: HO-2099-")


def test_an_announcement_opens_one_exit_and_its_events_are_heard(
    served: tuple[str, dict[str, str]], settings: Settings
):
    address, environment = served
    port = find_free_port()
    here = f"http://127.0.0.1:{port}"
    body = json.dumps(ANNOUNCED).encode()
    signed = hmac.new(b"of hr", body, hashlib.sha256).hexdigest()
    with run("webhooks", str(port), address, environment=environment) as process:
        try:
            wait_until(lambda: _answers(here), "the receiver listens")
            assert httpx.post(f"{here}/hr", content=body).status_code == 401
            opened = [
                httpx.post(f"{here}/hr", content=body, headers={"X-Signature": signed}).json()
                for _ in range(2)
            ]
            assert opened[0] == opened[1]
            told = settings.model_copy(
                update={"webhook_url": f"{here}/baton", "webhook_secret": _secret("of baton")}
            )
            store = create_app(told).state.store
            assert send_webhooks(store, told, datetime.now(UTC)).sent == 1
            reference = opened[0]["references"][0]
            assert process.stdout
            assert process.stdout.readline() == f"{reference}: started\n"
        finally:
            process.terminate()


def _secret(text: str) -> object:
    return Settings(webhook_secret=text).webhook_secret


def _answers(address: str) -> bool:
    try:
        return httpx.post(address, content=b"").status_code == 401
    except httpx.HTTPError:
        return False
