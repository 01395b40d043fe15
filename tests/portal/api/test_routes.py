"""Routes: none without a right, a scope and a row here; who may do what over HTTP."""

from itertools import product
from typing import Any

import pytest
from api_people import ApiPerson
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

People = dict[str, ApiPerson]
A = "/handovers/{reference}"
PERSON = {"name": "Dan Lowe", "email": "dan.lowe@example.net"}
TIP = {"kind": "tip", "title": "Call first"}
WORDS = {"text": "because"}
ROUTES: dict[tuple[str, str], tuple[set[str], Any]] = {
    ("GET", A): ({"ana", "ben", "moussa", "carla"}, None),
    ("POST", f"{A}/peers"): ({"moussa", "carla"}, PERSON),
    ("POST", f"{A}/receiver"): ({"moussa", "carla"}, PERSON),
    ("POST", f"{A}/reschedule"): ({"moussa", "carla"}, {"last_working_on": "2099-01-05"}),
    ("POST", f"{A}/reassign"): ({"carla"}, {"role": "manager", "person": PERSON}),
    ("GET", f"{A}/people"): ({"ana", "ben", "moussa", "carla"}, None),
    ("POST", f"{A}/people/correct"): (
        {"ana", "carla"},
        {"person": "ana.sow@example.org", "name": "Ana S"},
    ),
    ("POST", f"{A}/legal-hold"): ({"carla"}, {"is_held": True}),
    ("POST", f"{A}/return"): ({"carla"}, {"returns_on": "2099-01-05"}),
    ("POST", f"{A}/cancel"): ({"carla"}, None),
    ("POST", f"{A}/reopen"): ({"carla"}, None),
    ("POST", f"{A}/close"): ({"carla"}, None),
    ("POST", f"{A}/steps/meet/done"): ({"moussa", "carla"}, None),
    ("GET", f"{A}/answers"): ({"ana", "moussa"}, None),
    ("PUT", f"{A}/answers"): ({"ana", "moussa"}, {"records": [TIP]}),
    ("POST", f"{A}/answers/submit"): ({"ana", "moussa"}, None),
    ("GET", f"{A}/records"): ({"ana", "moussa"}, None),
    ("POST", f"{A}/records/1/agree"): ({"ana"}, {"revision": 1}),
    ("POST", f"{A}/records/agree-all"): ({"ana"}, None),
    ("PUT", f"{A}/records/1"): ({"ana", "moussa"}, {"revision": 1, "content": TIP}),
    ("GET", f"{A}/changes"): ({"ana", "ben", "moussa"}, None),
    ("POST", f"{A}/changes/1/agree"): ({"ana", "ben", "moussa"}, None),
    ("POST", f"{A}/changes/1/refuse"): ({"ana", "ben", "moussa"}, None),
    ("POST", f"{A}/fallback"): ({"ana"}, PERSON),
    ("POST", f"{A}/records/1/show"): ({"ana"}, None),
    ("POST", f"{A}/records/1/strike-out"): ({"ana"}, None),
    ("POST", f"{A}/harvest/strike-out"): ({"ana"}, {"kind": "document", "identity": "a.txt"}),
    ("POST", f"{A}/sign"): ({"moussa"}, None),
    ("POST", f"{A}/send-back"): ({"moussa"}, WORDS),
    ("GET", f"{A}/pack"): ({"ana", "ben", "moussa"}, None),
    ("GET", f"{A}/pack/brief.pdf"): ({"ana", "ben", "moussa"}, None),
    ("POST", f"{A}/read-back"): ({"ben"}, {"texts": {"S1": "words"}}),
    ("GET", f"{A}/items"): ({"ben"}, None),
    ("POST", f"{A}/records/1/accept"): ({"ben"}, None),
    ("POST", f"{A}/records/accept-all"): ({"ben"}, None),
    ("POST", f"{A}/records/1/decline"): ({"ben"}, {"reason": "no"}),
    ("POST", f"{A}/records/1/owner"): ({"moussa"}, PERSON),
    ("POST", f"{A}/items/give"): ({"moussa"}, {"owner": "x@example.org", "person": PERSON}),
    ("POST", f"{A}/survey"): ({"ben"}, {"day": 7}),
    ("GET", f"{A}/gaps"): ({"ana", "ben", "moussa"}, None),
    ("POST", f"{A}/gaps/1/answer"): ({"ana", "ben", "moussa"}, WORDS),
    ("POST", f"{A}/gaps/1/waive"): ({"moussa"}, {"reason": "later", "until": "2099-01-05"}),
}
"""Who gets past the right; what the state of the case then says is another matter."""
OF_NO_CASE = {
    *(("POST", "/handovers"), ("POST", "/handovers/batch"), ("GET", "/handovers")),
    *(("GET", "/audit/events"), ("GET", "/audit/verification")),
}
NAMES = ("ana", "ben", "moussa", "carla", "dan")
FILLED = {"{number}": "1", "{key}": "meet", "{name}": "brief.pdf"}


def test_no_route_is_without_a_row(client: TestClient):
    there = set()
    for route in client.app.routes:
        for inner in getattr(route, "routes", [route]):
            if isinstance(inner, APIRoute) and inner.path.startswith("/api/v1"):
                path = inner.path.removeprefix("/api/v1")
                for old, new in FILLED.items():
                    path = path.replace(old, new)
                there |= {(method, path) for method in inner.methods}
    described = client.app.openapi()["paths"]
    assert len(described) > 25
    assert there <= ROUTES.keys() | OF_NO_CASE
    count = sum(len(methods) for methods in described.values())
    assert count == len(ROUTES) + len(OF_NO_CASE)


@pytest.mark.parametrize("name", NAMES)
def test_who_gets_past_the_right(people: People, reference: str, name: str):
    for (method, path), (allowed, body) in ROUTES.items():
        address = path.format(reference=reference)
        code = people[name].send(method, address, body).status_code
        if name == "dan":
            assert code == 404, (method, path)
        elif name in allowed:
            assert code not in (401, 403), (method, path, code)
        else:
            assert code == 403, (method, path, code)
        if path.endswith("cancel") and code == 200:
            people["carla"].post(f"/handovers/{reference}/reopen")


def test_only_hr_opens(people: People, body: dict[str, Any]):
    for name, path in product(("ana", "ben", "moussa", "dan"), ("", "/batch")):
        sent = {"cases": [body]} if path else body
        assert people[name].post(f"/handovers{path}", sent).status_code == 403
