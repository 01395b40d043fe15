"""A whole exit over HTTP, from its opening to its close; the flow is run where it would be."""

from typing import Any

import pytest
from acting import publish_pack
from api_people import ApiPerson
from fastapi.testclient import TestClient

from models.plan import Gate
from models.states import HandoverState
from services.clock import read_now
from services.handovers.gates import find_wait
from services.handovers.loading import get_handover
from services.settings import Settings

People = dict[str, ApiPerson]
WARNING = {"kind": "warning", "title": "The bridge floods", "if": "it rains", "then": "go round"}
PROMISE = {"kind": "commitment", "title": "The report", "to": "the donor", "due_on": "2099-01-10"}


def publish(client: TestClient, reference: str) -> None:
    settings: Settings = client.app.state.settings
    publish_pack(client.app.state.store, reference, read_now(settings))


def accept_pack(client: TestClient, reference: str) -> None:
    with client.app.state.store.write() as session:
        handover = get_handover(session, reference)
        assert find_wait(session, handover, Gate.acceptance) is None
        handover.advance_to(HandoverState.accepted)


def must(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def delivered(client: TestClient, people: People, reference: str) -> str:
    at = f"/handovers/{reference}"
    for name in ("ana", "moussa"):
        must(people[name].send("PUT", f"{at}/answers", {"records": [WARNING, PROMISE]}))
        must(people[name].post(f"{at}/answers/submit"))
    first, *rest = must(people["ana"].get(f"{at}/records"))
    edited = {"revision": 1, "content": WARNING | {"title": "The bridge floods in May"}}
    assert must(people["ana"].send("PUT", f"{at}/records/{first['id']}", edited))["revision"] == 2
    must(people["ana"].post(f"{at}/records/{first['id']}/agree", {"revision": 2}))
    must(people["ana"].post(f"{at}/records/{rest[-1]['id']}/strike-out"))
    assert must(people["ana"].post(f"{at}/records/agree-all"))["count"] == 2
    must(people["moussa"].post(f"{at}/send-back", {"text": "Say which month."}))
    must(people["ana"].post(f"{at}/records/agree-all"))
    assert len(must(people["moussa"].post(f"{at}/sign"))["digest"]) == 64
    publish(client, reference)
    return at


def test_the_receiver_takes_over_and_hr_closes(client: TestClient, people: People, delivered: str):
    items = [record["id"] for record in must(people["moussa"].get(f"{delivered}/records"))]
    said = {f"S{number}": "In my own words" for number in range(1, 6)}
    must(people["ben"].post(f"{delivered}/read-back", {"texts": said}))
    must(people["ben"].post(f"{delivered}/records/{items[0]}/decline", {"reason": "not mine"}))
    must(people["ben"].post(f"{delivered}/records/accept-all"))
    accept_pack(client, delivered.removeprefix("/handovers/"))
    for day in (7, 30, 90):
        survey = {"day": day, "used": "all of it", "missing": "a map" if day == 7 else ""}
        must(people["ben"].post(f"{delivered}/survey", survey))
    refused = people["carla"].post(f"{delivered}/close")
    assert refused.status_code == 409
    assert "items without an owner: 1" in refused.json()["faults"][0]
    owner = {"name": "Dan Lowe", "email": "dan.lowe@example.net"}
    must(people["moussa"].post(f"{delivered}/records/{items[0]}/owner", owner))
    for gap in must(people["moussa"].get(f"{delivered}/gaps")):
        if gap["state"] == "open":
            must(people["moussa"].post(f"{delivered}/gaps/{gap['id']}/answer", {"text": "so"}))
    must(people["carla"].post(f"{delivered}/close"))
    assert must(people["carla"].get(delivered))["state"] == "closed"


def test_an_edit_after_the_signature_voids_it(people: People, delivered: str):
    record = must(people["ana"].get(f"{delivered}/records"))[0]
    changed = {"revision": record["revision"], "content": WARNING | {"title": "Another"}}
    must(people["ana"].send("PUT", f"{delivered}/records/{record['id']}", changed))
    shown = must(people["carla"].get(delivered))
    assert (shown["state"], shown["stage"]) == ("answered", "review")
    assert people["ben"].post(f"{delivered}/records/accept-all").status_code == 409
