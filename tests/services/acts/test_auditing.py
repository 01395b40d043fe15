"""Auditing: an auditor sees who did what when, and who opened which file, and no content."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acting import WARNING, Stage
from people import ANA, BEN, CARLA, MOUSSA

from models.acting import Actor, Role
from models.audit import AuditAction
from models.case_file import PersonEntry
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.words import Audience
from services.acts import auditing
from services.acts.actors import add_staff, find_actor
from services.acts.auditing import (
    EventFilter,
    EventLine,
    list_all_events,
    note_opened,
    write_events,
)
from services.acts.changing import set_legal_hold
from services.acts.settling import tick_step
from services.audit import append_event
from services.handovers.edition_files import keep_files, staged_files
from services.handovers.editions import get_edition
from services.offices.office_tree import OfficeEntry, add_office, get_office
from services.store.audit_triggers import drop_audit_triggers

AUDITOR = PersonEntry(name="Odile Roe", email="odile@example.org")
ADMIN = PersonEntry(name="Adam Roe", email="adam@example.org")


@pytest.fixture
def audited(stage: Stage) -> Stage:
    with stage.store.write() as session:
        add_staff(session, AUDITOR, Role.auditor)
        add_staff(session, ADMIN, Role.admin)
    return stage


def ask(stage: Stage, email: str, question: Callable[..., Any], *given: Any) -> Any:
    with stage.store.read() as session:
        return question(session, find_actor(session, email), *given)


def list_events(stage: Stage, email: str = AUDITOR.email, **wanted: Any) -> list[EventLine]:
    return ask(stage, email, lambda *by: [*list_all_events(*by, EventFilter(**wanted))])


def test_it_says_who_did_what_and_no_content(audited: Stage) -> None:
    audited.answer(ANA.email, WARNING)
    events = list_events(audited)
    assert [(one.email, one.action) for one in events] == [
        (CARLA.email, "opened"),
        (ANA.email, "answered as leaver"),
    ]
    said = "".join(write_events(events))
    assert WARNING["title"] not in said
    assert said.startswith("id,at,actor,name,email,action,reference\n")


def test_days_and_handovers_are_chosen_among(audited: Stage) -> None:
    day = audited.now.date()
    assert len(list_events(audited, since=day, until=day)) == 1
    assert list_events(audited, since=day + timedelta(days=1)) == []
    assert list_events(audited, until=day - timedelta(days=1)) == []
    assert list_events(audited, reference="HO-1999-0001") == []
    assert len(list_events(audited, reference=audited.reference)) == 1


@pytest.mark.parametrize("email", [ANA.email, MOUSSA.email, BEN.email, CARLA.email, ADMIN.email])
def test_nobody_else_reads_it(audited: Stage, email: str) -> None:
    with pytest.raises(NotAllowedError, match="auditor"):
        list_events(audited, email)


def test_an_auditor_sees_their_office_and_below_and_no_other(audited: Stage) -> None:
    with audited.store.write() as session:
        for key in ("here", "there"):
            add_office(session, OfficeEntry(key=key, name=key), audited.now)
            person = PersonEntry(name=key, email=f"{key}@example.org")
            add_staff(session, person, Role.auditor, key)
    with audited.look() as (session, handover):
        handover.office_id = get_office(session, "here").row_id
    seen = {key: {one.reference for one in list_events(audited, f"{key}@example.org")}
            for key in ("here", "there")}  # fmt: skip
    assert seen == {"here": {audited.reference}, "there": set()}
    assert {one.reference for one in list_events(audited)} == {audited.reference, "-"}


def test_nobody_audits_their_own_case(audited: Stage) -> None:
    with audited.store.write() as session:
        add_staff(session, MOUSSA, Role.auditor)
    assert list_events(audited, MOUSSA.email) == []
    assert len(list_events(audited)) == 1


def test_auditor_and_admin_verify(audited: Stage, tmp_path: Path) -> None:
    for email in (AUDITOR.email, ADMIN.email):
        report = ask(audited, email, auditing.verify_for, tmp_path)
        assert (report.events, report.problems) == (1, ())
    with pytest.raises(NotAllowedError):
        ask(audited, CARLA.email, auditing.verify_for, tmp_path)


def test_who_opened_which_file_is_an_event(audited: Stage, tmp_path: Path) -> None:
    audited.delivered()
    files = {"brief.pdf": b"%PDF", "pack.html": b"<p>"}
    with audited.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
    with staged_files(edition, tmp_path / "x", files) as staged, audited.look() as (session, _):
        keep_files(session, edition, staged)
    audited.act(BEN.email, lambda s, who, ref, now: note_opened(s, who, ref, files, now))
    opened = [one for one in list_events(audited) if one.action.startswith("opened ")]
    assert [(one.email, one.action) for one in opened] == [
        (BEN.email, "opened brief.pdf of edition 1"),
        (BEN.email, "opened pack.html of edition 1"),
    ]


def test_who_may_not_open_a_file_leaves_no_event(audited: Stage) -> None:
    before = list_events(audited)
    for email in (CARLA.email, ADMIN.email):
        with pytest.raises(NotAllowedError):
            audited.act(email, lambda s, who, ref, now: note_opened(s, who, ref, ["x"], now))
    with pytest.raises(NotFoundError), audited.store.write() as session:
        note_opened(session, Actor(person_id=99), audited.reference, ["x"], audited.now)
    assert list_events(audited) == before


def test_pages_follow_each_other_without_a_gap(audited: Stage) -> None:
    with audited.store.write() as session:
        for _ in range(auditing.PAGE + 1):
            append_event(session, audited.now, "system", "did", audited.reference)
    ids = [event.id for event in list_events(audited)]
    assert ids == [*range(1, auditing.PAGE + 3)]


def test_no_cell_is_a_formula(audited: Stage) -> None:
    event = list_events(audited)[0].model_copy(update={"name": "=cmd|' /C calc'!A0"})
    assert ",'=cmd" in "".join(write_events([event]))


def test_no_event_tells_of_a_hold_or_of_why_somebody_leaves(audited: Stage) -> None:
    audited.act(CARLA.email, set_legal_hold, is_held=True)
    audited.act(CARLA.email, set_legal_hold, is_held=False)
    audited.act(CARLA.email, tick_step, "agree_question_window")
    audited.act(CARLA.email, tick_step, "remind")
    said = [one.action for one in list_events(audited)]
    assert said == ["opened", *["changed the case"] * 3, "ticked remind"]


def test_triggers_that_are_gone_are_put_back_with_an_event(audited: Stage, tmp_path: Path) -> None:
    def put_back(email: str) -> None:
        with audited.store.write() as session:
            auditing.put_triggers_back(session, find_actor(session, email), audited.now)

    with pytest.raises(WrongStateError, match="all there"):
        put_back(ADMIN.email)
    with audited.store.write() as session:
        drop_audit_triggers(session.connection())
    with pytest.raises(NotAllowedError):
        put_back(CARLA.email)
    assert len(ask(audited, ADMIN.email, auditing.verify_for, tmp_path).problems) >= 3
    put_back(ADMIN.email)
    assert ask(audited, ADMIN.email, auditing.verify_for, tmp_path).problems == ()
    newest = list_events(audited)[-1]
    assert (newest.email, newest.action) == (ADMIN.email, AuditAction.guarded)
