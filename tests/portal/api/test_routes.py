"""Routes: none without a row of the rights table; each by everybody, from everywhere."""

from typing import Any

import pytest
from api_people import list_routes
from each import each
from house import PLACES, STRANGER, TREE, House, make_entry, say_expected
from httpx import Response
from rights_table import (
    ANYBODY,
    CASE,
    FILLED,
    NOBODY,
    OF_A_CASE,
    OF_NO_CASE,
    PARTS,
    STAFF,
)

from models.states import HandoverState

pytestmark = pytest.mark.slow


def read_outcome(answer: Response) -> str:
    """Return how far a request came: past the right, or where it was stopped."""
    said = answer.text
    if answer.status_code == 404 and "there is no handover" in said:
        return "404"
    if answer.status_code == 409 and "can no longer be changed" in said:
        return "409"
    is_past = answer.status_code in (200, 404, 409, 422)
    return "past" if is_past else str(answer.status_code)


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
    """Return a case of an office that nobody has: people who may open one are told so."""
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
