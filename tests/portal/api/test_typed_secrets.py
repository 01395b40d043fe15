"""A secret typed into any text that people can give does not reach the database.

Every text of every table is looked at: what a person can type into holds the masked text, and all
others are named below with who writes them. A new text column fails until it is one or the other.
"""

from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from typing import Any

import pytest
from acting import publish_pack
from api_people import ApiPerson
from fastapi.testclient import TestClient
from sqlalchemy import JSON, Enum, LargeBinary, String, TypeDecorator, select, type_coerce
from sqlmodel import SQLModel

from models.harvest_rows import ContactRow
from models.record_kinds import RECORD_KINDS, list_own_fields
from services.clock import read_now
from services.handovers.found_items import number_found
from services.handovers.loading import get_handover
from services.secrets.masking import REMOVED

People = dict[str, ApiPerson]
SECRET = "Ocelot-Run-55x"
TYPED = f"the password: {SECRET} is old"
DAY = (datetime.now(UTC).date() + timedelta(days=200)).isoformat()
LONG = f"{'a' * (500 - len(TYPED))}{TYPED}"
"""As long as a title may be; masked it is longer."""

PEOPLE_TYPE = {
    "answer.name",
    "person.name",
    "participant.name",
    "post.title",
    "post.unit",
    "post.duty_station",
    "record.content",
    "proposal.content",
    "record.declined_because",
    "remark.text",
    "read_back.text",
    "survey.used",
    "survey.wrong",
    "survey.missing",
    "found_item.title",
    "found_item.note",
    "gap.what",
    "gap.whom_to_ask",
    "gap.answer",
    "gap.waived_because",
    "pack_edition.pack_json",
}
ELSEWHERE = {
    "by the command line alone: see test_token_command": "api_token.label office.name",
    "of use only whole: refused": "person.email participant.email handover.exclude source.path "
    "source.location found_file.location delivery.target source_permission.narrowing",
    "one of a list": "handover.holidays participant.role office.profile office.policy "
    "api_token.scopes",
    "found by the harvest, masked as it is read": "content.reading finding.path finding.reason "
    "finding.place found_file.path document.* contact.* calendar_entry.* open_thread.* "
    "found_item.identity found_item.content",
    "said by a server": "mail_block.reason mail.failure outbox.failure",
    "made by programs": "*.key *.sha256 *digest *.kind audit_event.* content.version "
    "content.reader office.key outbox.* system_mark.* handover.reference handover.case_key "
    "finished_step.* idempotency_key.* invitation.* mail.* plan_step.* risk_score.* "
    "pack_edition.record_ids source.listed_for proposal.places sign_off.people pack_file.* "
    "*.at *_at *.since",
}


def must(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def make_records() -> list[dict[str, Any]]:
    """Return a record of each kind with a secret in each text that it takes."""
    records = []
    for kind, model in RECORD_KINDS.items():
        record: dict[str, Any] = {"kind": kind, "title": LONG, "body": TYPED, "sources": [TYPED]}
        for name in list_own_fields(kind):
            field = next(f for n, f in model.model_fields.items() if (f.alias or n) == name)
            if "str" in str(field.annotation) and name not in ("rhythm", "when"):
                record[name] = TYPED
        records.append(record)
    return records


def make_person(name: str) -> dict[str, str]:
    return {"name": f"{name}, {TYPED}", "email": f"{name}@example.org"}


def open_another(people: People, body: dict[str, Any]) -> None:
    """Open an exit whose every name holds a secret, and name more people in it."""
    post = {"title": TYPED, "unit": TYPED, "duty_station": TYPED}
    case = body | {"post": post, "leaver": make_person("eve"), "manager": make_person("hugo")}
    case["receiver"] = make_person("iris")
    answer = must(people["carla"].post("/handovers", case))
    assert any("post.title" in place for place in answer["masked"])
    at = f"/handovers/{answer['references'][0]}"
    assert must(people["carla"].post(f"{at}/peers", make_person("otto"), key=TYPED))["masked"]
    corrected = {"person": "eve@example.org", "name": f"Eve, {TYPED}"}
    assert must(people["carla"].post(f"{at}/people/correct", corrected))["masked"]
    assert must(people["carla"].post(f"{at}/receiver", make_person("kim")))["masked"]
    manager = {"role": "manager", "person": make_person("lea")}
    assert must(people["carla"].post(f"{at}/reassign", manager))["masked"]


def look_at_finds(client: TestClient, people: People, reference: str) -> None:
    people_of = {"inside": False, "sent": 1, "received": 1, "last_on": datetime.now(UTC).date()}
    with client.app.state.store.write() as session:
        handover = get_handover(session, reference)
        session.add(ContactRow(handover_id=handover.row_id, name="Z", email="z@x.org", **people_of))
        session.flush()
        number_found(session, handover)
    at = f"/handovers/{reference}/found"
    given = {"number": must(people["ana"].get(at))[0]["number"], "text": TYPED}
    for act in ("correct", "describe"):
        assert must(people["ana"].post(f"{at}/{act}", given))["masked"]


def answer_and_send_back(people: People, at: str) -> None:
    for name in ("ana", "moussa"):
        saved = must(people[name].send("PUT", f"{at}/answers", {"records": make_records()}))
        assert len(saved["masked"]) == saved["count"]
        assert len(must(people[name].get(f"{at}/answers"))["masked"]) == saved["count"]
        must(people[name].post(f"{at}/answers/submit"))
    line = must(people["ana"].get(f"{at}/records"))[0]
    change = {"revision": 1, "content": line["content"] | {"body": TYPED}}
    edited = must(people["ana"].send("PUT", f"{at}/records/{line['id']}", change))
    assert edited["masked"] == ["A password in line 1 of body."]
    proposed = {**change, "revision": 2}
    must(people["moussa"].send("PUT", f"{at}/records/{line['id']}", proposed))
    must(people["ana"].post(f"{at}/records/agree-all"))
    assert must(people["moussa"].post(f"{at}/send-back", {"text": TYPED}))["masked"]
    must(people["ana"].post(f"{at}/records/agree-all"))
    must(people["moussa"].post(f"{at}/sign"))


def receive(people: People, at: str) -> None:
    items = must(people["ben"].get(f"{at}/items"))
    said = {f"S{number}": TYPED for number in range(1, 6)}
    assert len(must(people["ben"].post(f"{at}/read-back", {"texts": said}))["masked"]) == 5
    declined = f"{at}/records/{items[0]['id']}/decline"
    assert must(people["ben"].post(declined, {"reason": TYPED * 140}))["masked"]
    survey = {"day": 7, "used": TYPED, "wrong": TYPED, "missing": TYPED}
    assert len(must(people["ben"].post(f"{at}/survey", survey))["masked"]) == 3
    owner = make_person("noor")
    assert must(people["moussa"].post(f"{at}/records/{items[0]['id']}/owner", owner))["masked"]
    first, second, *_ = [
        g for g in must(people["moussa"].get(f"{at}/gaps")) if g["state"] == "open"
    ]
    assert must(people["moussa"].post(f"{at}/gaps/{first['id']}/answer", {"text": TYPED}))["masked"]
    waiver = {"reason": LONG, "until": DAY}
    assert must(people["moussa"].post(f"{at}/gaps/{second['id']}/waive", waiver))["masked"]


@pytest.fixture
def played(client: TestClient, people: People, reference: str, body: dict[str, Any]) -> TestClient:
    at = f"/handovers/{reference}"
    look_at_finds(client, people, reference)
    answer_and_send_back(people, at)
    publish_pack(client.app.state.store, reference, read_now(client.app.state.settings))
    receive(people, at)
    open_another(people, body)
    return client


def list_texts(client: TestClient) -> dict[str, str]:
    """Return what stands in each column that may hold words, by table and column."""
    found = {}
    with client.app.state.store.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String | JSON | TypeDecorator | LargeBinary):
                    rows = session.execute(select(type_coerce(column, String)))
                    found[f"{table.name}.{column.name}"] = "\n".join(str(row[0]) for row in rows)
    return found


def test_no_typed_secret_reaches_the_database(played: TestClient) -> None:
    texts = list_texts(played)
    assert [name for name, words in texts.items() if SECRET in words] == []
    assert {name for name in PEOPLE_TYPE if REMOVED not in texts[name]} == set()
    data = played.app.state.settings.data
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in data.glob("baton.db*"))


def test_every_text_column_is_typed_into_or_named() -> None:
    patterns = " ".join(ELSEWHERE.values()).split()
    columns = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON | TypeDecorator | LargeBinary)
        and not isinstance(column.type, Enum)
    }
    others = {c for c in columns if not any(fnmatch(c, pattern) for pattern in patterns)}
    assert others == PEOPLE_TYPE
    assert [pattern for pattern in patterns if not any(fnmatch(c, pattern) for c in columns)] == []


PLACES = [{"exclude": [TYPED]}, {"sources": [{"kind": "folder", "path": TYPED}]}]


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_in_a_place_is_refused(
    client: TestClient, people: People, body: dict[str, Any], place: dict[str, Any]
) -> None:
    assert people["carla"].post("/handovers", body | place).status_code == 422
    assert not any(SECRET in words for words in list_texts(client).values())


@pytest.mark.parametrize("name", ["paths", "labels", "without"])
def test_a_secret_in_what_keeps_out_is_refused(
    client: TestClient, people: People, reference: str, name: str
) -> None:
    allow = f"/handovers/{reference}/sources/1/allow"
    assert people["ana"].post(allow, {name: [TYPED]}).status_code == 422
    assert not any(SECRET in words for words in list_texts(client).values())
