"""A secret typed alone about a thing that is kept and names it: a gap, a record, a find, a form.

Every act that takes a text is in the list, and each that is about something is played.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args, get_type_hints

import pytest
from acting import publish_pack
from api_people import ApiPerson
from fastapi.testclient import TestClient
from people import MOUSSA
from sqlalchemy import JSON, String, select, type_coerce
from sqlmodel import SQLModel, col

import services.acts
from models.errors import TemporaryError
from models.gap import Gap
from models.harvest_rows import ContactRow
from models.states import GapState
from services.acts.actors import find_actor
from services.acts.beside import find_beside
from services.acts.settling import GapAnswer, answer_gap
from services.clock import read_now
from services.handovers.found_items import number_found
from services.handovers.loading import get_handover
from services.secrets.masked_values import Masked, mask_value

People = dict[str, ApiPerson]
NAME, SECRET, DAY = "Password of the scanner", "Kestrel-Harbour-7719", "2099-01-05"
PLAYED = {
    "GapAnswer": "gap answer",
    "Waiver": "gap waive",
    "Refusal": "decline",
    "Comment": "send back",
    "Ownership": "owner",
    "Transfer": "give",
    "FoundText": "describe",
    "FoundTitle": "correct",
    "ReadBackTexts": "read back",
}
ALONE = {"SurveyAnswers"}
"""About nothing that is kept."""


def must(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def find_contact(client: TestClient, people: People, reference: str) -> int:
    """Let the harvest have found a contact whom somebody called after a secret."""
    exchange = {"inside": False, "sent": 1, "received": 1, "last_on": "2026-01-05"}
    with client.app.state.store.write() as session:
        handover = get_handover(session, reference)
        row = {"handover_id": handover.row_id, "name": NAME, "email": "z@x.org", **exchange}
        session.add(ContactRow.model_validate(row))
        session.flush()
        number_found(session, handover)
    return must(people["ana"].get(f"/handovers/{reference}/found"))[0]["number"]


def play_finds(client: TestClient, people: People, reference: str) -> Iterator[tuple[str, Any]]:
    at, number = f"/handovers/{reference}/found", find_contact(client, people, reference)
    yield "describe", people["ana"].post(f"{at}/describe", {"number": number, "text": SECRET})
    must(people["ana"].post(f"{at}/correct", {"number": number, "text": "Zeno"}))
    assert not must(people["ana"].post(f"{at}/describe", {"number": number, "text": SECRET})).get(
        "masked"
    )
    yield "correct", people["ana"].post(f"{at}/correct", {"number": number, "text": NAME})


def play_review(people: People, at: str) -> Iterator[tuple[str, Any]]:
    duty = {"kind": "recurring_duty", "title": NAME, "rhythm": "monthly", "body": "Ask the driver."}
    for name in ("ana", "moussa"):
        must(people[name].send("PUT", f"{at}/answers", {"records": [duty]}))
        must(people[name].post(f"{at}/answers/submit"))
    must(people["ana"].post(f"{at}/records/agree-all"))
    record = must(people["ana"].get(f"{at}/records"))[0]["id"]
    comment = {"text": SECRET, "record_id": record}
    yield "send back", people["moussa"].post(f"{at}/send-back", comment)
    must(people["ana"].post(f"{at}/records/agree-all"))
    must(people["moussa"].post(f"{at}/sign"))


def play_reception(people: People, at: str) -> Iterator[tuple[str, Any]]:
    item = must(people["ben"].get(f"{at}/items"))[0]["id"]
    must(people["ben"].post(f"{at}/read-back", {"texts": {"S1": NAME}}))
    yield "read back", people["ben"].post(f"{at}/read-back", {"texts": {"S2": SECRET}})
    yield "decline", people["ben"].post(f"{at}/records/{item}/decline", {"reason": SECRET})
    noor, kofi = ({"name": SECRET, "email": f"{one}@example.org"} for one in ("noor", "kofi"))
    yield "owner", people["moussa"].post(f"{at}/records/{item}/owner", noor)
    given = {"owner": noor["email"], "person": kofi}
    yield "give", people["moussa"].post(f"{at}/items/give", given)


def play_gaps(client: TestClient, people: People, at: str) -> Iterator[tuple[str, Any]]:
    first, second = name_gaps(client)
    yield "gap answer", people["moussa"].post(f"{at}/gaps/{first}/answer", {"text": SECRET})
    waiver = {"reason": SECRET, "until": DAY}
    yield "gap waive", people["moussa"].post(f"{at}/gaps/{second}/waive", waiver)


def name_gaps(client: TestClient) -> list[int]:
    """Let two open gaps ask for a password; return their numbers."""
    with client.app.state.store.write() as session:
        gaps = session.exec(select(Gap).where(col(Gap.state) == GapState.open)).scalars()
        chosen = list(gaps)[:2]
        for gap in chosen:
            gap.what = NAME
            session.add(gap)
        return [gap.row_id for gap in chosen]


@pytest.fixture
def played(client: TestClient, people: People, reference: str) -> dict[str, Any]:
    at = f"/handovers/{reference}"
    answers = dict(play_finds(client, people, reference))
    answers |= dict(play_review(people, at))
    publish_pack(client.app.state.store, reference, read_now(client.app.state.settings))
    answers |= dict(play_reception(people, at))
    return answers | dict(play_gaps(client, people, at))


def list_holding(client: TestClient) -> list[str]:
    """Return the columns in which the secret stands."""
    with client.app.state.store.read() as session:
        return [
            f"{table.name}.{column.name}"
            for table in SQLModel.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, String | JSON)
            and SECRET in str(session.execute(select(type_coerce(column, String))).all())
        ]


def test_no_secret_named_by_what_is_kept_reaches_the_database(
    client: TestClient, played: dict[str, Any]
) -> None:
    assert {name for name, answer in played.items() if must(answer).get("masked")} == {*played}
    assert {*played} == {*PLAYED.values()}
    assert list_holding(client) == []


def test_every_act_that_takes_a_text_is_played_or_named() -> None:
    taken = {
        get_args(hint)[0].__name__
        for module in iter_modules(services.acts.__path__)
        for _, act in inspect.getmembers(
            import_module(f"services.acts.{module.name}"), inspect.isfunction
        )
        if act.__module__.startswith("services.acts.")
        for name, hint in get_type_hints(act).items()
        if name != "return" and getattr(hint, "__origin__", None) is Masked
        if isinstance(get_args(hint)[0], type)
    }
    assert taken == {*PLAYED} | ALONE


def test_a_name_that_changed_meanwhile_lets_nothing_be_kept(
    client: TestClient, reference: str
) -> None:
    store = client.app.state.store
    with store.write() as session:
        handover_id = get_handover(session, reference).row_id
        gap = Gap(handover_id=handover_id, key="k", kind="risk", what="Whom to call")
        session.add(gap)
    typed = GapAnswer(gap_id=gap.row_id, text=SECRET)
    with store.read() as session:
        given = mask_value(typed, find_beside(session, reference, typed))
    assert given.places == ()
    name_gaps(client)
    now = read_now(client.app.state.settings)
    with store.write() as session:
        moussa = find_actor(session, MOUSSA.email)
        with pytest.raises(TemporaryError, match="changed meanwhile"):
            answer_gap(session, moussa, reference, given, now)
    assert list_holding(client) == []
