"""Doors: who asks under a strange name, without a token or too often gets no further."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from api_people import ApiPerson, enter_all, give_token, open_as, open_client
from fastapi.testclient import TestClient
from people import ANA, BEN
from starlette.responses import PlainTextResponse

from models.acting import Role, Scope
from portal.api.size_limit import SizeLimit
from portal.doors import PERSON
from portal.limits import Limiter, name_address
from portal.web.app import create_app
from services.door_settings import normalize_host
from services.settings import Settings

GUARDED = (
    *("/", "/metrics", "/api/v1/openapi.json", "/api", "/api/nothing", "/api/v1/handovers"),
    *("/api/v1/audit/events", "/api/v1/handovers/HO-2026-0001/pack/brief.pdf"),
)
OURS = (
    "localhost",
    "LOCALHOST:8080",
    "127.0.0.1:1",
    "[::1]:8080",
    "localhost.",
    "baton.example.org",
)
STRANGE = (
    *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "testserver"),
    *("localhost@evil.example", "evil.example:80", "127.0.0.2", "[::2]:80", "localhost..", "*"),
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return open_client(make_app(tmp_path))


@pytest.fixture
def people(client: TestClient) -> dict[str, ApiPerson]:
    return enter_all(client, client.app.state.store)


def make_app(data: Path, **settings: Any) -> Any:
    return create_app(Settings(data=data, public_url="https://Baton.example.org/x", **settings))


def bear(person: ApiPerson) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


def ask_without_a_body(app: Any, path: str, *headers: tuple[bytes, bytes]) -> int:
    """Send the head of a request and let it fail if anybody asks for its body."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was asked for")

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "state": {}}
    scope |= {"headers": [(b"host", b"localhost"), *headers], "client": ("10.0.0.1", 1)}
    asyncio.run(app(scope, receive, send))
    return int(said[0]["status"])


@pytest.mark.parametrize("path", GUARDED)
def test_nothing_is_shown_without_a_token(client: TestClient, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer baton_x"}, {"Authorization": "Basic eDp5"}):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            response = client.request(method, path, headers=headers)
            assert response.status_code in (401, 429), method
            assert "HO-" not in response.text


def test_health_and_style_are_open_and_hold_nothing(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/portal.css").status_code == 200


def test_a_browser_is_asked_for_a_password_which_is_a_token(client, people) -> None:
    assert client.get("/").headers["WWW-Authenticate"].startswith("Basic realm=")
    assert client.get("/", auth=("", people["ana"].token)).status_code == 200
    # What a browser sends by itself opens no act of anybody.
    assert client.get("/api/v1/handovers", auth=("", people["ana"].token)).status_code == 401


def test_a_page_shows_what_its_person_may_see(client, people, case) -> None:
    body = case.model_dump(mode="json", exclude_none=True) | {"last_working_on": "2099-01-05"}
    (reference,) = people["carla"].post("/handovers", body).json()["references"]
    for name in ("ana", "moussa", "ben", "carla"):
        assert reference in client.get("/", headers=bear(people[name])).text
    assert reference not in client.get("/", headers=bear(people["dan"])).text


def test_metrics_are_for_staff_with_a_token_that_reads(client, people, tmp_path) -> None:
    assert client.get("/metrics", headers=bear(people["ana"])).status_code == 403
    assert open_as(client.app, Role.auditor).get("/metrics").status_code == 200
    narrow = give_token(client.app.state.store, ANA, Scope.accept)
    for path in ("/metrics", "/"):
        answer = client.get(path, headers={"Authorization": f"Bearer {narrow}"})
        assert answer.status_code == 403


@pytest.mark.parametrize("host", OURS)
def test_our_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", STRANGE)
def test_a_strange_name_is_refused_everywhere(client, people, host: str) -> None:
    for path in ("/health", "/", "/portal.css", "/api/v1/handovers", "/nothing"):
        answer = client.get(path, headers={**bear(people["carla"]), "Host": host})
        assert answer.status_code == 400, path
        assert answer.json()["kind"] == "unknown_host"
    assert "BATON_ALLOWED_HOSTS" in answer.text


def test_further_names_can_be_set(tmp_path: Path) -> None:
    named = open_client(make_app(tmp_path, allowed_hosts="a.example, b.example"))
    for host, code in (("a.example", 200), ("b.example:8080", 200), ("c.example", 400)):
        assert named.get("/health", headers={"Host": host}).status_code == code
    anything = open_client(make_app(tmp_path, allowed_hosts="*"))
    assert anything.get("/health", headers={"Host": "c.example"}).status_code == 200
    assert normalize_host("[2001:DB8::1]:80") == "2001:db8::1"


def test_the_token_is_looked_at_before_the_body(client: TestClient) -> None:
    for path in GUARDED:
        assert ask_without_a_body(client.app, path) == 401
        wrong = (b"authorization", b"Bearer baton_wrong")
        assert ask_without_a_body(client.app, path, wrong) == 401
    wrong_json = client.post("/api/v1/handovers", content=b"{no json")
    assert (wrong_json.status_code, wrong_json.json()["kind"]) == (401, "unknown_token")


def test_who_writes_too_often_sends_no_body_either(tmp_path: Path) -> None:
    client = open_client(make_app(tmp_path, writes_per_minute=1))
    ana = ApiPerson(client, give_token(client.app.state.store, ANA))
    assert ana.post("/handovers", {}).status_code == 422
    bearer = (b"authorization", b"Bearer " + ana.token.encode())
    assert ask_without_a_body(client.app, "/api/v1/handovers", bearer) == 429


def test_head_is_answered_as_get_without_a_body(client: TestClient, people) -> None:
    for path in ("/health", "/", "/portal.css", "/api/v1/handovers", "/api/v1/openapi.json"):
        asked = client.get(path, headers=bear(people["carla"]))
        head = client.head(path, headers=bear(people["carla"]))
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == asked.headers["Content-Length"]
        assert head.headers["Content-Type"] == asked.headers["Content-Type"]
    assert client.head("/nothing").status_code == 404


def test_an_answer_names_the_first_faults_and_counts_the_rest(client, people) -> None:
    tips = [{"kind": "tip", "title": "x", f"wrong{number}\x1b[31m": 1} for number in range(50)]
    answer = people["carla"].post("/handovers", {f"key{number}": 1 for number in range(500)})
    faults = answer.json()["faults"]
    assert answer.status_code == 422
    assert len(faults) == 21
    assert faults[-1].startswith("and ")
    said = people["ana"].send("PUT", "/handovers/HO-2026-0001/answers", {"records": tips})
    assert "\x1b" not in "".join(said.json()["faults"])
    long = people["carla"].post("/handovers", {"x" * 900_000: 1})
    assert len(long.content) < 30_000


def test_a_person_writes_so_often_and_no_more_with_any_token(tmp_path: Path) -> None:
    client = open_client(make_app(tmp_path, writes_per_minute=3))
    people = enter_all(client, client.app.state.store)
    second = ApiPerson(client, give_token(client.app.state.store, ANA))
    codes = [one.post("/handovers", {}).status_code for one in (people["ana"], second) * 3]
    assert codes[:3] == [422, 422, 422]
    assert codes[3:] == [429] * 3
    refused = second.post("/handovers", {})
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert len(refused.json()["faults"]) == 1
    assert second.get("/handovers").status_code == 200
    assert people["ben"].post("/handovers", {}).status_code == 422


def test_a_person_sends_so_much_and_no_more(tmp_path: Path) -> None:
    client = open_client(make_app(tmp_path, write_mb_per_minute=1))
    people = enter_all(client, client.app.state.store)
    body = {"records": [{"kind": "tip", "title": "x", "body": "y" * 150_000}] * 4}
    codes = [
        people[name].send("PUT", "/handovers/HO-2026-0001/answers", body).status_code
        for name in ("ana", "ana", "ben")
    ]
    assert codes == [404, 429, 404]


def test_an_address_fails_so_often_and_valid_tokens_pass_all_the_same(tmp_path: Path) -> None:
    client = open_client(make_app(tmp_path, failures_per_minute=2))
    people = enter_all(client, client.app.state.store)
    answers = [client.get("/api/v1/handovers") for _ in range(4)]
    assert [one.status_code for one in answers] == [401, 401, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert people["ben"].get("/handovers").status_code == 200
    assert BEN.email not in answers[-1].text


def test_what_says_little_has_a_small_body(client: TestClient, people) -> None:
    path = "/handovers/HO-2026-0001"
    large = {"is_held": True, "x": "y" * 30_000}
    assert people["carla"].post(f"{path}/legal-hold", large).status_code == 413
    assert people["ana"].send("PUT", f"{path}/answers", {"x": "y" * 30_000}).status_code == 422


def read_limited(*pieces: dict[str, Any], length: str = "") -> int:
    """Send these pieces of a body, and then nothing more; return what is answered."""
    said: list[int] = []
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: dict[str, Any]) -> None:
        said.append(message.get("status", 0))

    app = SizeLimit(PlainTextResponse("whole"), Limiter(100), seconds=0.01)
    headers = [(b"content-length", length.encode())] if length else []
    scope = {"type": "http", "method": "POST", "path": "/api", "state": {PERSON: 1}}
    asyncio.run(asyncio.wait_for(app({**scope, "headers": headers}, receive, send), 30))
    return said[0]


def test_nobody_waits_for_a_body_that_drips_is_too_large_or_breaks_off() -> None:
    piece = {"type": "http.request", "body": b"x", "more_body": True}
    assert read_limited(piece, piece) == 408
    assert read_limited(length="1000001") == read_limited(length="9" * 5_000) == 413
    assert read_limited(piece, {"type": "http.disconnect"}) == 400
    assert read_limited(piece, piece | {"more_body": False}, length="2") == 200


def test_a_limit_fills_again_and_forgets_who_is_long_gone() -> None:
    now = [0.0]
    limiter = Limiter(60, lambda: now[0])
    assert [limiter.take("a") for _ in range(61)] == [0] * 60 + [1]
    now[0] = 1.0
    assert (limiter.take("a"), limiter.take("a")) == (0, 1)
    assert limiter.take("b", 1_000) == 0
    assert limiter.take("b", 1_000) == 60
    for number in range(20_000):
        limiter.take(number)
    assert limiter.take("a") == 0
    assert name_address("2001:db8::1") == name_address("2001:db8::2")
    assert name_address("10.0.0.1") != name_address("10.0.0.2")
