"""A person who only looks waits for nobody, while another process holds the writers' lock."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_people import ApiPerson
from fastapi.testclient import TestClient
from people import ANA, MOUSSA

from portal.cli.app import run_command

pytestmark = pytest.mark.processes

HOLD = """
import sys
from services.store import Store

with Store(sys.argv[1]).write() as session:
    session.connection()
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(client: TestClient, reference: str) -> Iterator[str]:
    """Hold the lock in another process; give the reference of Ana's handover."""
    url = client.app.state.store.url
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield reference
        assert holder.poll() is None
        holder.communicate()


def list_paths(client: TestClient, reference: str) -> list[str]:
    described = client.app.openapi()["paths"]
    paths = [path for path, methods in described.items() if "get" in methods]
    return [path.replace("{reference}", reference).replace("{name}", "pack.json") for path in paths]


def test_every_page_and_answer_comes(
    client: TestClient, people: dict[str, ApiPerson], held: str
) -> None:
    paths = list_paths(client, held)
    assert f"/api/v1/handovers/{held}" in paths
    for person in (people["ana"], people["moussa"]):
        bearer = {"Authorization": f"Bearer {person.token}"}
        codes = {path: client.get(path, headers=bearer).status_code for path in (*paths, "/")}
        assert max(codes.values()) < 500, codes
        assert codes[f"/api/v1/handovers/{held}"] == 200
        assert codes["/"] == 200


def test_every_command_that_looks_answers(
    held: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    for words in (
        ["list"],
        ["show", held],
        ["staff", "list"],
        ["mail", "list"],
        ["token", "list"],
        ["audit", "verify"],
        ["act", "records", held, "--as", ANA.email],
        ["act", "gaps", held, "--as", MOUSSA.email],
    ):
        assert run_command(words, is_debug=True) == 0, words
