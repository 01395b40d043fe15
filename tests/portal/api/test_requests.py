"""Requests: tokens, scopes, foreign cases, keys that come twice, bodies that mean harm."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_people import ApiPerson, give_token
from fastapi.testclient import TestClient
from httpx import Response
from people import ANA
from sqlmodel import col, func, select

from models.acting import ApiToken, Scope
from models.handover import Handover
from models.outbox import OutboxEntry

People = dict[str, ApiPerson]


def test_without_a_token_nothing_is_revealed(client: TestClient, reference: str):
    for token in ("", "Bearer nonsense", "Basic YTpi"):
        answer = client.get(
            f"/api/v1/handovers/{reference}", headers={"Authorization": token} if token else {}
        )
        assert answer.status_code == 401
        assert answer.json()["kind"] == "unknown_token"
        assert reference not in answer.text


def test_a_stranger_learns_nothing_of_bodies_and_keeps_nobody_waiting(client: TestClient):
    store = client.app.state.store
    with store.write() as session:
        session.connection()
        answer = client.post("/api/v1/handovers", json={"format": "what is wrong here?"})
    assert answer.status_code == 401


@pytest.mark.parametrize("change", [{"revoked_at": 0}, {"expires_at": -1}])
def test_a_token_that_no_longer_holds(
    client: TestClient, people: People, reference: str, change: dict[str, int]
):
    with client.app.state.store.write() as session:
        for token in session.exec(select(ApiToken)):
            for name, days in change.items():
                setattr(token, name, datetime.now(UTC) + timedelta(days=days))
            session.add(token)
    assert people["carla"].get(f"/handovers/{reference}").status_code == 401


def test_only_its_digest_is_kept(client: TestClient, people: People):
    with client.app.state.store.read() as session:
        kept = session.exec(select(ApiToken.sha256)).all()
    assert people["ana"].token not in kept


def test_a_scope_that_is_missing(client: TestClient, people: People, reference: str):
    reader = ApiPerson(client, give_token(client.app.state.store, ANA, Scope.read))
    assert reader.get(f"/handovers/{reference}").status_code == 200
    answer = reader.post(f"/handovers/{reference}/answers/submit")
    assert answer.status_code == 403
    assert '"answer"' in answer.json()["faults"][0]


def test_a_stranger_gets_the_answer_of_what_does_not_exist(people: People, reference: str):
    foreign = people["dan"].get(f"/handovers/{reference}")
    missing = people["dan"].get("/handovers/HO-2001-0001")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.text.replace(reference, "") == missing.text.replace("HO-2001-0001", "")
    assert people["dan"].get("/handovers").json() == {"handovers": [], "next": None}


def test_who_has_a_part_but_not_the_right(people: People, reference: str):
    answer = people["ben"].post(f"/handovers/{reference}/sign")
    assert answer.status_code == 403
    assert "this is for the manager" in answer.json()["faults"][0]
    assert people["carla"].get(f"/handovers/{reference}/records").status_code == 403


def test_the_same_key_is_done_once(client: TestClient, people: People, body: dict[str, Any]):
    first = people["carla"].post("/handovers", body, key="one")
    again = people["carla"].post("/handovers", body, key="one")
    assert (first.json(), first.status_code) == (again.json(), 200)
    other = body | {"post": {"title": "Another"}}
    refused = people["carla"].post("/handovers", other, key="one")
    assert refused.status_code == 422
    with client.app.state.store.read() as session:
        assert session.exec(select(func.count(col(Handover.id)))).one() == 1


def test_what_is_refused_leaves_nothing(client: TestClient, people: People, reference: str):
    def count() -> int:
        with client.app.state.store.read() as session:
            return session.exec(select(func.count(col(OutboxEntry.id)))).one()

    before = count()
    assert people["moussa"].post(f"/handovers/{reference}/sign", key="k").status_code == 409
    assert count() == before


def put_answers(who: ApiPerson, reference: str, content: bytes | Iterable[bytes]) -> Response:
    """Send answers as they are, whatever they are."""
    return who.client.put(
        f"/api/v1/handovers/{reference}/answers",
        content=content,
        headers={"Authorization": f"Bearer {who.token}", "Content-Type": "application/json"},
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"records": [' + b'"x",' * 400_000 + b"1]}", 413),
        (b"{", 400),
        (b"records: []", 400),
        (b"[" * 100_000, 400),
        (b'{"records": [{"kind": "tip", "title": "\\u0000"}]}', 422),
        (b'{"records": [{"kind": "tip", "title": "\\ud800"}]}', 422),
        (b'{"records": [{"kind": "joke", "title": "x"}]}', 422),
        (b'{"records": 1e999}', 422),
        (b"\xff\xfe", 400),
    ],
    ids=["large", "cut", "yaml", "deep", "nul", "surrogate", "unknown kind", "infinite", "no text"],
)
def test_a_body_that_means_harm(people: People, reference: str, content: bytes, code: int):
    answer = put_answers(people["ana"], reference, content)
    assert answer.status_code == code
    assert answer.json()["faults"]
    assert code != 400 or answer.json()["faults"][0].startswith("the body is no JSON: send ")
    kept = people["ana"].get(f"/handovers/{reference}/answers").json()
    assert kept["records"] == []


def test_a_reason_of_blanks_is_none(people: People, reference: str):
    waiver = {"reason": " \u2028", "until": "2099-01-05"}
    answer = people["moussa"].post(f"/handovers/{reference}/gaps/1/waive", waiver)
    assert answer.status_code == 422
    assert "reason" in answer.json()["faults"][0]


def test_a_body_in_small_pieces_is_one(people: People, reference: str):
    pieces = (bytes([byte]) for byte in b'{"records": []}')
    answer = put_answers(people["ana"], reference, pieces)
    assert answer.json() == {"count": 0, "masked": []}


def test_a_body_that_does_not_say_it_is_json_is_refused(people: People, reference: str):
    who, headers = people["ana"], {"Authorization": f"Bearer {people['ana'].token}"}
    path = f"/api/v1/handovers/{reference}/answers"
    answer = who.client.put(path, content=b'{"records": []}', headers=headers)
    assert (answer.status_code, answer.json()["kind"]) == (400, "request")
    assert "application/json" in answer.json()["faults"][0]


def test_sources_of_the_server_cannot_be_named(people: People, body: dict[str, Any]):
    with_source = body | {"sources": [{"kind": "folder", "path": "/etc"}]}
    answer = people["carla"].post("/handovers", with_source)
    assert answer.status_code == 422
    assert "BATON_SOURCES_ROOT" in answer.json()["faults"][0]


def test_an_exclude_that_fits_nothing_is_refused(people: People, body: dict[str, Any]):
    answer = people["carla"].post("/handovers", body | {"exclude": ["drive/hr/**"]})
    assert answer.status_code == 422
    assert 'exclude 1 is "drive/hr/**"' in answer.json()["faults"][0]
    # Who may not open a case learns nothing about places.
    assert people["moussa"].post("/handovers", body | {"exclude": ["x"]}).status_code == 403


def test_a_batch_is_all_or_none_and_warns(people: People, body: dict[str, Any]):
    other = body | {"leaver": {"name": "Ben Diop", "email": "ben.diop@example.org"}}
    other = {key: value for key, value in other.items() if key != "receiver"}
    broken = other | {"holidays": "XX"}
    assert people["carla"].post("/handovers/batch", {"cases": [body, broken]}).status_code == 422
    assert people["carla"].get("/handovers").json()["handovers"] == []
    started = people["carla"].post("/handovers/batch", {"cases": [body, other]}).json()
    assert len(started["references"]) == 2
    assert "is leaving too" in started["warnings"][0]


def test_errors_are_json_everywhere(client: TestClient):
    for method, path in (("GET", "/api/v1/nowhere"), ("DELETE", "/api/v1/handovers")):
        answer = client.request(method, path)
        assert json.loads(answer.text)["faults"]


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("answers", {"records": [{"kind": "wrning"}]}, 'body.records.0 is "wrning": did you mean'),
        ("sources/1/allow", {"without": [""]}, 'body.without.0 is "": say it'),
        ("send-back", {}, "body.text is missing: give it."),
        ("fallback", {"nme": "x"}, "body.nme is not known here"),
        ("reschedule", {"last_working_on": "soon"}, "write a day as YYYY-MM-DD"),
    ],
)
def test_a_fault_needs_no_programmer(
    people: People, reference: str, path: str, sent: dict[str, Any], said: str
):
    method = "PUT" if path == "answers" else "POST"
    answer = people["ana"].send(method, f"/handovers/{reference}/{path}", sent)
    assert answer.status_code == 422
    assert said in " ".join(answer.json()["faults"])


def test_days_in_the_wrong_order_are_refused(people: People, reference: str):
    part = {"from_on": "2026-05-01", "until_on": "2026-01-01"}
    answer = people["ana"].post(f"/handovers/{reference}/sources/1/allow", part)
    assert answer.status_code == 422
    assert "from_on 2026-05-01 is after until_on 2026-01-01" in answer.json()["faults"][0]


@pytest.mark.parametrize("nothing", [b"", b"{}", b"null", b" "])
def test_an_act_without_a_body_takes_none(people: People, reference: str, nothing: bytes):
    path = f"/handovers/{reference}/cancel"
    refused = people["carla"].post(path, {"reason": "She stays after all."})
    assert refused.status_code == 422
    assert refused.json()["faults"] == ["this act takes no body: send it without one."]
    assert people["carla"].get(f"/handovers/{reference}").json()["state"] != "cancelled"
    headers = {"Authorization": f"Bearer {people['carla'].token}"}
    answer = people["carla"].client.post(f"/api/v1{path}", content=nothing, headers=headers)
    assert answer.status_code == 200


def test_no_body_of_an_act_has_a_field_that_nobody_reads(client: TestClient):
    schemas = client.app.openapi()["components"]["schemas"]
    named = {
        kind["$ref"].rpartition("/")[2]
        for path in client.app.openapi()["paths"].values()
        for operation in path.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for kind in [content["schema"]]
        if "$ref" in kind
    }
    assert named
    assert [name for name in named if schemas[name].get("additionalProperties") is not False] == []


def test_a_key_that_stands_twice_is_refused(people: People, body: dict[str, Any]):
    """The last would count, and an exclude of the first would be gone in silence."""
    text = json.dumps(body | {"exclude": ["hr/**"]})[:-1] + ', "exclude": []}'
    headers = {"Authorization": f"Bearer {people['carla'].token}"}
    headers["Content-Type"] = "application/json"
    answer = people["carla"].client.post("/api/v1/handovers", content=text, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["faults"] == [
        'the key "exclude" stands twice in one object: give it once.'
    ]
