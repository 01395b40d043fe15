"""API people: the cast, each with a token, in front of the application over a real database."""

import atexit
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from people import ANA, BEN, CARLA, DAN, MOUSSA

from models.acting import Role, Scope
from models.case_file import PersonEntry
from services.acts.actors import add_staff, find_actor
from services.handovers.people import keep_person
from services.store import Store
from services.tokens import create_token

CAST: Mapping[str, PersonEntry] = {
    "ana": ANA,
    "ben": BEN,
    "carla": CARLA,
    "moussa": MOUSSA,
    "dan": DAN,
}


@dataclass(frozen=True)
class ApiPerson:
    """Somebody with a token, who sends requests."""

    client: TestClient
    token: str

    def send(self, method: str, path: str, body: Any = None, key: str | None = None) -> Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= {"Idempotency-Key": key} if key else {}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    def get(self, path: str) -> Response:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, key: str | None = None) -> Response:
        return self.send("POST", path, body, key)


def open_client(app: FastAPI) -> TestClient:
    """Give a client that asks for this machine, as a browser on it does."""
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    client.portal = _get_loop()
    return client


@cache
def _get_loop() -> BlockingPortal:
    """Return one event loop for all clients: otherwise each request starts and ends its own."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(start_blocking_portal())


def open_as(app: FastAPI, role: Role) -> TestClient:
    """Give a client whose every request has the token of somebody with this role."""
    who = PersonEntry(name=f"The {role}", email=f"{role}@example.org")
    with app.state.store.write() as session:
        add_staff(session, who, role)
    client = open_client(app)
    client.headers["Authorization"] = f"Bearer {give_token(app.state.store, who)}"
    return client


def give_token(store: Store, who: PersonEntry, *scopes: Scope) -> str:
    expires_at = datetime.now(UTC) + timedelta(days=30)
    with store.write() as session:
        keep_person(session, who)
        actor = find_actor(session, who.email)
        return create_token(session, actor, "test", scopes or tuple(Scope), expires_at)


def enter_all(client: TestClient, store: Store) -> dict[str, ApiPerson]:
    """Give everybody a token for everything; Carla is HR."""
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
    return {name: ApiPerson(client, give_token(store, who)) for name, who in CAST.items()}


def list_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of every route that the application answers, pages included."""
    found = {(method, route.path) for route in app.routes for method in route.methods}
    return {(method, path) for method, path in found if method != "HEAD"}
