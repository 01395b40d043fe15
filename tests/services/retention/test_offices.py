"""Retention by office: who erases and purges what, and what an admin does not learn by trying."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from acting import MORNING, Stage, open_stage
from people import ANA, CARLA, MOUSSA
from sqlmodel import col, select

from models.acting import Role
from models.audit import AuditEvent
from models.case_file import CaseFile, PersonEntry
from models.errors import HandoverError, NotAllowedError, NotFoundError, WrongStateError
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import cancel, set_legal_hold
from services.offices.office_tree import OfficeEntry, add_office
from services.retention.carrying_out import purge_due
from services.retention.erasing import ErasureRequest, erase_person
from services.retention.purging import get_purger, list_purgeable
from services.store import Store

AFTER = date(2033, 11, 28)
TREE = {"africa": "root", "dakar": "africa", "lima": "root"}
RECORDS = {
    key: PersonEntry(name=f"Records {key}", email=f"{key}@example.org") for key in ("root", *TREE)
}
ADMIN = PersonEntry(name="Adam Roe", email="adam@example.org")
OF_TWO = PersonEntry(name="Will Kay", email="will@example.org")


@pytest.fixture
def dakar(store: Store, case: CaseFile) -> Stage:
    """An exit of Dakar that is off, and records in Dakar, above, and beside."""
    with store.write() as session:
        for key, parent in TREE.items():
            add_office(session, OfficeEntry(key=key, name=key, parent=parent), MORNING)
        for key, who in RECORDS.items():
            add_staff(session, who, Role.records, key)
        add_staff(session, ADMIN, Role.admin, "dakar")
        for key in ("dakar", "lima"):
            add_staff(session, OF_TWO, Role.auditor, key)
    return open_stage(store, case.model_copy(update={"office": "dakar"}))


def erase(stage: Stage, by: PersonEntry, who: PersonEntry = ANA) -> HandoverError | None:
    """Let somebody erase a person; return what was said against it."""
    try:
        with stage.store.write() as session:
            actor = find_actor(session, by.email)
            erase_person(session, actor, ErasureRequest(email=who.email), stage.now)
    except HandoverError as error:
        return error
    return None


@pytest.mark.parametrize("key", ["dakar", "africa", "root"])
def test_who_is_above_erases(dakar: Stage, key: str) -> None:
    dakar.act(CARLA.email, cancel)
    assert erase(dakar, RECORDS[key]) is None


def test_beside_there_is_nobody_to_erase(dakar: Stage) -> None:
    dakar.act(CARLA.email, cancel)
    found, missing = (
        erase(dakar, RECORDS["lima"], who)
        for who in (ANA, PersonEntry(name="No One", email="no.one@example.org"))
    )
    assert isinstance(found, NotFoundError)
    assert str(found).replace(ANA.email, "x") == str(missing).replace("no.one@example.org", "x")


def test_who_has_a_staff_role_elsewhere_is_erased_from_above(dakar: Stage) -> None:
    assert isinstance(erase(dakar, RECORDS["dakar"], OF_TWO), NotAllowedError)
    assert erase(dakar, RECORDS["root"], OF_TWO) is None


def test_an_admin_does_not_learn_of_a_hold_by_erasing(dakar: Stage) -> None:
    needed = erase(dakar, ADMIN, MOUSSA)
    dakar.act(CARLA.email, set_legal_hold, is_held=True)
    dakar.act(CARLA.email, cancel)
    held = erase(dakar, ADMIN, MOUSSA)
    assert isinstance(needed, WrongStateError)
    assert str(held) == str(needed)
    assert "a legal hold lies on" in str(erase(dakar, RECORDS["africa"], MOUSSA))


def test_records_purge_their_office_and_below(dakar: Stage) -> None:
    dakar.act(CARLA.email, cancel)
    with dakar.look() as (session, handover):
        for key, who in RECORDS.items():
            purger = get_purger(session, find_actor(session, who.email))
            due = list_purgeable(session, AFTER, purger=purger)
            assert due == ([] if key == "lima" else [handover]), key


@pytest.mark.parametrize("part", ["leaver", "manager", "receiver", "peer", "fallback"])
def test_nobody_purges_their_own_case(dakar: Stage, part: str) -> None:
    dakar.act(MOUSSA.email, ask_peer, PeerRequest(**RECORDS["root"].model_dump()))
    dakar.act(CARLA.email, cancel)
    with dakar.look() as (session, handover):
        actor = find_actor(session, RECORDS["africa"].email)
        if part == "peer":
            actor = find_actor(session, RECORDS["root"].email)
        else:
            setattr(handover, f"{part}_id", actor.person_id)
        session.flush()
        assert list_purgeable(session, AFTER, purger=get_purger(session, actor)) == []
        assert list_purgeable(session, AFTER) == [handover]


def test_who_purged_is_in_the_chain(dakar: Stage, tmp_path: Path) -> None:
    dakar.act(CARLA.email, cancel)
    with dakar.store.read() as session:
        purger = get_purger(session, find_actor(session, RECORDS["root"].email))
    now = datetime.combine(AFTER, time(), UTC)
    assert purge_due(dakar.store, tmp_path, now, purger) == (dakar.reference,)
    with dakar.store.read() as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    assert (events[-1].action[:6], events[-1].actor) == ("purged", purger.actor)
