"""What a case over the API names is a place inside the folder for sources, and never a login."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from api_people import ApiPerson, open_client
from fastapi.testclient import TestClient
from people import CARLA
from sqlmodel import select

from models.handover import Source
from portal.web.app import create_app
from services.acts.actors import find_actor
from services.acts.shared_places import list_shared_places
from services.settings import Settings

SECRET = "Kora2020"
REFUSED = [
    *(f"http:/ana:{SECRET}@host/a", f"ana:{SECRET}@host/a", f"\\\\ana:{SECRET}@host\\share"),
    *(f"https：//ana:{SECRET}@host", f"davs://{SECRET}@x.org", f"https://x.org/?sig={SECRET}"),
    *("http:/x.org/a", "www.example.org/a", "mailto:ana@example.org", "file:/etc", "/etc", ".."),
    *("n" * 300, "file/a", "loop/a", "a\0b"),
]


@pytest.fixture
def client(tmp_path: Path, migrated_file: Path) -> TestClient:
    """The application with a folder for sources."""
    shutil.copyfile(migrated_file, tmp_path / "baton.db")
    root = tmp_path / "root"
    (root / "drive").mkdir(parents=True)
    (root / "file").write_text("x")
    (root / "loop").symlink_to("loop")
    return open_client(create_app(Settings(data=tmp_path, sources_root=root)))


def with_sources(body: dict[str, Any], *paths: str) -> dict[str, Any]:
    return body | {"sources": [{"kind": "folder", "path": path} for path in paths]}


def list_paths(client: TestClient) -> list[str]:
    with client.app.state.store.read() as session:
        return list(session.exec(select(Source.path)))


@pytest.mark.parametrize("path", REFUSED)
@pytest.mark.parametrize("door", ["/handovers", "/handovers/batch"])
def test_what_is_no_place_inside_is_refused_with_a_sentence(
    client: TestClient, people: dict[str, ApiPerson], body: dict[str, Any], path: str, door: str
) -> None:
    sent = with_sources(body, "drive", path)
    answer = people["carla"].post(door, {"cases": [sent]} if door.endswith("batch") else sent)
    assert answer.status_code == 422, answer.text
    assert len(answer.json()["faults"]) == 1
    assert SECRET not in answer.text
    assert list_paths(client) == []


@pytest.mark.parametrize("path", ["drive", "later", "mail/ana@example.org", "Export 12:30"])
def test_an_ordinary_place_is_taken(
    client: TestClient, people: dict[str, ApiPerson], body: dict[str, Any], path: str
) -> None:
    assert people["carla"].post("/handovers", with_sources(body, path)).status_code == 200
    assert list_paths(client) == [path]


def test_half_a_character_is_no_name(
    client: TestClient, people: dict[str, ApiPerson], body: dict[str, Any]
) -> None:
    sent = json.dumps(with_sources(body, f"ana:{SECRET}\ud800@host", "a\ud800b"))
    headers = {
        "Authorization": f"Bearer {people['carla'].token}",
        "Content-Type": "application/json",
    }
    answer = client.post("/api/v1/handovers", content=sent, headers=headers)
    assert (answer.status_code, SECRET in answer.text) == (422, False)


def test_one_place_is_named_once(people: dict[str, ApiPerson], body: dict[str, Any]) -> None:
    (fault,) = (
        people["carla"].post("/handovers", with_sources(body, "drive", "./drive")).json()["faults"]
    )
    assert fault == 'sources 2, path is "./drive": given twice: remove one.'


def test_hr_is_told_where_another_leaver_is_asked_about_the_same_place(
    people: dict[str, ApiPerson], body: dict[str, Any]
) -> None:
    hr, first = people["carla"], with_sources(body, "drive", "mine")
    told = hr.post("/handovers", first).json()
    assert told["warnings"] == []
    second = with_sources(body, "other", "drive/inside", "drive2") | {"receiver": None}
    second["leaver"] = {"name": "Ben Diop", "email": "ben.diop@example.org"}
    started = hr.post("/handovers", second).json()
    (warning,) = [one for one in started["warnings"] if "another leaver" in one]
    assert warning.startswith(f"source 2 of {started['references'][0]} is, holds or lies in")
    assert f"(source 1 of {told['references'][0]})" in warning
    # One leaver of two posts shares nothing with anybody.
    again = first | {"post": {"title": "Another post"}, "sources": first["sources"][1:]}
    assert "another leaver" not in str(hr.post("/handovers", again).json()["warnings"])


def test_a_url_that_is_spelled_in_another_way_is_the_same_place(
    client: TestClient, people: dict[str, ApiPerson], body: dict[str, Any]
) -> None:
    urls = {"drive": "https://x.org/a", "other": "https://X.org:443/a/inside/"}
    leaver = {"name": "Ben Diop", "email": "ben.diop@example.org"}
    people["carla"].post("/handovers", with_sources(body, "drive"))
    second = with_sources(body, "other") | {"leaver": leaver, "receiver": None}
    references = people["carla"].post("/handovers", second).json()["references"]
    with client.app.state.store.write() as session:
        for source in session.exec(select(Source)):
            source.path = urls[source.path]
    with client.app.state.store.read() as session:
        hr = find_actor(session, CARLA.email)
        (warning,) = list_shared_places(session, references, hr)
    assert "what another leaver is asked about" in warning
