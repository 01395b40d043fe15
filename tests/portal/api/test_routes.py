"""Routes: none without a row of the rights table; each by everybody, from everywhere."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_people import ApiPerson, give_token, list_routes, open_client
from each import each
from httpx import Response
from sqlmodel import select

from models.acting import Role
from models.case_file import CaseFile, PersonEntry, PostEntry, ReceiverEntry
from models.handover import Handover
from models.states import HandoverState
from models.words import DepartureKind
from portal.web.app import create_app
from services.acts.actors import add_staff
from services.offices.office_tree import OfficeEntry, add_office
from services.settings import Settings
from tests.portal.api.rights_table import (
    ANYBODY,
    CASE,
    FILLED,
    NOBODY,
    OF_A_CASE,
    OF_NO_CASE,
    PARTS,
    STAFF,
    Row,
)

pytestmark = pytest.mark.slow

TREE = {"region": "root", "here": "region", "branch": "here", "beside": "region"}
PLACES = {"above": "region", "here": "here", "below": "branch", "beside": "beside"}
STRANGER = "stranger"


def make_entry(name: str) -> PersonEntry:
    return PersonEntry(name=name.replace("_", " "), email=f"{name}@example.org")


class House:
    """An organization of four offices, each with every staff role, and a case of each sort."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data=folder, writes_per_minute=10**6, failures_per_minute=10**6)
        self.client = open_client(create_app(settings))
        self.store = self.client.app.state.store
        self.people: dict[str, ApiPerson] = {}
        with self.store.write() as session:
            for key, parent in TREE.items():
                entry = OfficeEntry(key=key, name=key, parent=parent)
                add_office(session, entry, datetime.now(UTC))
            for place, office in PLACES.items():
                for role in STAFF:
                    add_staff(session, make_entry(f"{role}_{place}"), Role(role), office)
        everybody = [f"{role}_{place}" for role in STAFF for place in PLACES]
        for name in (*everybody, *PARTS, *(f"other_{part}" for part in PARTS), STRANGER):
            self.people[name] = ApiPerson(self.client, give_token(self.store, make_entry(name)))
        self.case = self.open("hr_here", *PARTS)
        self.other = self.open("hr_beside", *(f"other_{part}" for part in PARTS))
        own = ("hr_here", "km_focal_point_here", "records_here", "auditor_here")
        self.own = self.open("hr_above", *own, office="here")

    def open(
        self, by: str, leaver: str, manager: str, receiver: str, peer: str, **office: str
    ) -> str:
        today = datetime.now(UTC).date()
        case = CaseFile(
            format="baton-case/1",
            leaver=make_entry(leaver),
            post=PostEntry(title=f"Post of {leaver}"),
            kind=DepartureKind.reassignment,
            notice_on=today,
            last_working_on=today + timedelta(days=50),
            manager=make_entry(manager),
            receiver=ReceiverEntry(**make_entry(receiver).model_dump()),
            **office,
        )
        body = case.model_dump(mode="json", exclude_none=True)
        (reference,) = self.people[by].post("/handovers", body).json()["references"]
        asked = make_entry(peer).model_dump()
        assert self.people[by].post(f"/handovers/{reference}/peers", asked).status_code == 200
        return reference

    def send(self, name: str, row: Row, reference: str, leaver: str) -> Response:
        path = (CASE + row.path).format(reference=reference, **FILLED).removeprefix("/api/v1")
        return self.people[name].send(row.method, path, fill(row.body, leaver))

    def put_into(self, state: HandoverState, reference: str) -> None:
        with self.store.write() as session:
            found = session.exec(select(Handover).where(Handover.reference == reference)).one()
            if found.state != state:
                found.state, found.cancelled_from = state, HandoverState.harvested
                session.add(found)


def fill(body: Any, leaver: str) -> Any:
    if isinstance(body, dict):
        return {key: fill(value, leaver) for key, value in body.items()}
    return f"{leaver}@example.org" if body == "LEAVER" else body


def read_outcome(answer: Response) -> str:
    """Return how far a request came: past the right, or where it was stopped."""
    said = answer.text
    if answer.status_code == 404 and "there is no handover" in said:
        return "404"
    if answer.status_code == 409 and "can no longer be changed" in said:
        return "409"
    is_past = answer.status_code in (200, 404, 409, 422)
    return "past" if is_past else str(answer.status_code)


def say_expected(row: Row, role: str, state: HandoverState = HandoverState.harvested) -> str:
    if role not in [*row.who.split(), *row.own.split()]:
        return "403"
    if state.has_ended and not row.ended:
        return "409"
    return "past" if role in row.who.split() else "403"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> House:
    folder = tmp_path_factory.mktemp("house")
    shutil.copyfile(migrated_file, folder / "baton.db")
    return House(folder)


def test_no_route_is_without_a_row(house: House) -> None:
    rows = {(row.method, CASE + row.path) for row in OF_A_CASE}
    assert len(rows) == len(OF_A_CASE) > 30
    assert list_routes(house.client.app) == rows | OF_NO_CASE.keys()


@each("state", [HandoverState.harvested, HandoverState.cancelled, HandoverState.closed])
@each("role", [*PARTS, *STAFF])
def test_who_gets_past_the_right_in_which_state(
    house: House, role: str, state: HandoverState
) -> None:
    name = role if role in PARTS else f"{role}_here"
    for row in OF_A_CASE:
        house.put_into(state, house.case)
        outcome = read_outcome(house.send(name, row, house.case, "leaver"))
        assert outcome == say_expected(row, role, state), (row, state)


@each("place", ["above", "below", "beside"])
@each("role", STAFF)
def test_staff_get_past_the_right_from_above_alone(house: House, role: str, place: str) -> None:
    for row in OF_A_CASE:
        house.put_into(HandoverState.harvested, house.case)
        outcome = read_outcome(house.send(f"{role}_{place}", row, house.case, "leaver"))
        assert outcome == (say_expected(row, role) if place == "above" else "404"), row


@each("name", [*(f"other_{part}" for part in PARTS), STRANGER])
def test_a_case_of_others_is_not_there(house: House, name: str) -> None:
    for row in OF_A_CASE:
        assert read_outcome(house.send(name, row, house.case, "leaver")) == "404", row
    missing = "HO-1999-0001"
    shown, unknown = (
        house.people[name].get(f"/handovers/{reference}").text
        for reference in (house.case, missing)
    )
    assert shown.replace(house.case, missing) == unknown


@each(("part", "role"), zip(PARTS, ("hr", "km_focal_point", "records", "auditor"), strict=True))
def test_a_staff_role_does_not_hold_in_ones_own_case(house: House, part: str, role: str) -> None:
    for row in OF_A_CASE:
        house.put_into(HandoverState.harvested, house.own)
        outcome = read_outcome(house.send(f"{role}_here", row, house.own, "hr_here"))
        assert outcome == say_expected(row, part), row


@each("name", [*PARTS, *(f"{role}_here" for role in STAFF), STRANGER])
@each("route", OF_NO_CASE)
def test_what_belongs_to_no_case(house: House, route: tuple[str, str], name: str) -> None:
    (method, path), who = route, OF_NO_CASE[route]
    person = house.people[name]
    headers = {"Authorization": f"Bearer {person.token}"}
    body = {"cases": [make_unknown()]} if path.endswith("batch") else make_unknown()
    answer = house.client.request(
        method, path, headers=headers, json=body if method == "POST" else None
    )
    may = who in (ANYBODY, NOBODY) or name.removesuffix("_here") in who.split()
    assert (answer.status_code == 403) is not may, answer.text


def test_nobody_comes_in_without_a_token(house: House) -> None:
    for method, path in list_routes(house.client.app):
        answer = house.client.request(method, path.format(reference=house.case, **FILLED))
        is_open = OF_NO_CASE.get((method, path)) == NOBODY
        assert answer.status_code == (200 if is_open else 401), (method, path)


def make_unknown() -> dict[str, Any]:
    """Return a case of an office that nobody has: whoever may open one is told so."""
    people = {part: make_entry(f"new_{part}").model_dump() for part in ("leaver", "manager")}
    return {
        "format": "baton-case/1",
        **people,
        "post": {"title": "Post"},
        "kind": "resignation",
        "last_working_on": "2099-01-05",
        "office": "nowhere",
    }


@each("place", PLACES)
def test_a_case_is_opened_in_ones_office_and_below(house: House, place: str) -> None:
    may = {key for key in TREE if key in reach(PLACES[place])}
    for key in ("root", *TREE):
        case = make_unknown() | {"office": key, "post": {"title": f"{place} {key}"}}
        answer = house.people[f"hr_{place}"].post("/handovers", case)
        assert answer.status_code == (200 if key in may else 404), (key, answer.text)


@each("place", PLACES)
def test_a_list_shows_what_is_in_ones_office_and_below(house: House, place: str) -> None:
    shown = house.people[f"admin_{place}"].get("/handovers").json()["handovers"]
    listed = {one["reference"] for one in shown} & {house.case, house.other}
    expected = {"here": house.case, "beside": house.other}
    assert listed == {ref for key, ref in expected.items() if key in reach(PLACES[place])}


def reach(office: str) -> set[str]:
    """Return the offices at and below one, by the tree as it is written here."""
    below = {key for key, parent in TREE.items() if parent == office}
    return {office}.union(*(reach(key) for key in below))
