"""Changing: other dates, other people, a late successor; what was done stays done."""

from datetime import date

import pytest
from acting import DUTY, TIP, WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.case_file import CaseFile, ReceiverEntry
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.outbox import OutboxEntry
from models.plan import Gate
from models.record import Answer
from models.words import Mode, ReceiverRole
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import (
    Replacement,
    cancel,
    name_receiver,
    reassign,
    reopen,
    reschedule,
    set_legal_hold,
)
from services.acts.receiving import accept_all
from services.acts.reviewing import RecordChange, edit_record, mask_change
from services.acts.settling import list_gaps, tick_step
from services.handovers.answers import find_answer
from services.handovers.gates import find_first_wait
from services.handovers.plans import list_plan
from services.handovers.reception import list_items
from services.store import Store

LATE_ON = date(2027, 2, 1)
ZOE = ReceiverEntry(name="Zoe Late", email="zoe@example.org")
NEW = Replacement(role=Role.manager, person=DAN)


def find_dates(stage: Stage) -> dict[str, date]:
    with stage.look() as (session, handover):
        return {step.key: step.due_on for step in list_plan(session, handover)}


def wait_of(stage: Stage) -> tuple[Gate, str] | None:
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
        return (wait.gate, wait.owner) if wait else None


def test_a_late_successor_begins_again(stage: Stage) -> None:
    stage.delivered().received().on(date(2027, 1, 11))
    stage.act(MOUSSA.email, name_receiver, ZOE.model_copy(update={"starts_on": LATE_ON}))
    assert stage.get_state() == "signed"
    steps = stage.list_steps()
    assert (steps["interview"], steps["approve"]) == ("done", "done")
    assert (steps["first_week_read_back"], steps["accept_later"]) == ("planned", "planned")
    assert "zero_ask_manager" not in steps
    stage.go_on()
    assert (stage.get_state(), wait_of(stage)) == ("delivered", (Gate.acceptance, "receiver"))
    with stage.look() as (session, handover):
        assert {str(item.state) for item in list_items(session, handover)} == {"published"}
        assert handover.mode is not Mode.zero_notice
        read_back = [gap for gap in list_gaps_of(stage) if gap[0] == "synthesis_by_receiver"]
    assert read_back == [("synthesis_by_receiver", "open")]
    assert stage.act(ZOE.email, accept_all) == 2


def list_gaps_of(stage: Stage) -> list[tuple[str, str]]:
    return [(gap.kind, str(gap.state)) for gap in stage.ask(MOUSSA.email, list_gaps)]


def test_who_comes_late_without_a_day_begins_today(stage: Stage) -> None:
    stage.delivered().on(date(2027, 1, 11))
    stage.act(MOUSSA.email, name_receiver, ZOE)
    assert find_dates(stage)["first_day"] == date(2027, 1, 11)
    assert stage.list_steps()["first_read_back"] == "not_needed"


def test_the_former_receiver_has_no_part_any_more(stage: Stage) -> None:
    stage.delivered()
    stage.act(CARLA.email, name_receiver, ZOE)
    with pytest.raises(NotFoundError):
        stage.act(BEN.email, accept_all)


def test_another_day_for_the_same_receiver_keeps_what_was_accepted(stage: Stage) -> None:
    stage.delivered()
    stage.act(BEN.email, accept_all)
    stage.act(MOUSSA.email, name_receiver, BEN.model_copy(update={"starts_on": LATE_ON}))
    assert stage.get_state() == "delivered"
    with stage.look() as (session, handover):
        assert {str(item.state) for item in list_items(session, handover)} == {"accepted"}
    assert find_dates(stage)["first_day"] == LATE_ON


def test_the_leaver_receives_nothing(stage: Stage) -> None:
    with pytest.raises(InvalidInputError, match="is the leaver"):
        stage.act(MOUSSA.email, name_receiver, ReceiverEntry(**ANA.model_dump()))


def test_a_receiver_may_be_named_on_the_last_day(stage: Stage, case: CaseFile) -> None:
    stage.answered().on(case.last_working_on)
    stage.act(MOUSSA.email, name_receiver, ZOE.model_copy(update={"role": ReceiverRole.successor}))
    assert "zero_open_case" not in stage.list_steps()
    assert stage.list_steps()["interview"] == "done"


def test_a_later_last_day_asks_the_receiver_for_nothing_again(store: Store, case: CaseFile) -> None:
    later = ReceiverEntry(name=BEN.name, email=BEN.email, starts_on=date(2026, 12, 7))
    stage = open_stage(store, case.model_copy(update={"receiver": later}))
    stage.delivered().taken_over()
    assert stage.list_steps()["accept_later"] == "done"
    stage.act(CARLA.email, reschedule, date(2026, 12, 18))
    steps = stage.list_steps()
    assert (steps["first_read_back"], steps["accept"]) == ("done", "done")


def test_rescheduling_moves_what_is_still_to_be_done(stage: Stage) -> None:
    stage.act(ANA.email, tick_step, "read_notice")
    stage.answer(ANA.email, WARNING)
    before = find_dates(stage)
    stage.act(MOUSSA.email, reschedule, date(2026, 12, 18))
    after = find_dates(stage)
    assert after["review_entries"] > before["review_entries"]
    assert after["give_commitments"] > before["give_commitments"]
    assert after["interview"] == before["interview"]
    assert (stage.list_steps()["read_notice"], stage.list_steps()["interview"]) == ("done", "done")
    with stage.look() as (session, handover):
        asked = find_answer(session, handover, handover.manager_id)
        assert asked
        assert asked.due_on == after["give_commitments"]


def test_a_last_day_that_is_over_leaves_no_leaver(stage: Stage) -> None:
    stage.act(CARLA.email, reschedule, date(2026, 11, 1))
    steps = stage.list_steps()
    assert (steps["interview"], steps["zero_ask_manager"]) == ("not_needed", "planned")
    assert wait_of(stage) == (Gate.interview, "manager")


def test_the_last_day_is_after_the_notice(stage: Stage) -> None:
    with pytest.raises(InvalidInputError, match="before the notice"):
        stage.act(MOUSSA.email, reschedule, date(2026, 9, 1))


def test_another_manager_is_asked_instead(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    stage.act(CARLA.email, reassign, NEW)
    with pytest.raises(NotFoundError):
        stage.answer(MOUSSA.email, TIP)
    stage.answer(DAN.email, TIP).go_on()
    assert stage.get_state() == "answered"
    assert len(stage.list_records(DAN.email)) == 2


def test_a_peer_who_becomes_manager_answers_as_manager(stage: Stage) -> None:
    stage.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    stage.answer(DAN.email, DUTY).answer(ANA.email, WARNING)
    stage.act(CARLA.email, reassign, NEW)
    assert wait_of(stage) == (Gate.interview, "manager")
    stage.answer(DAN.email, DUTY, TIP).go_on()
    assert stage.get_state() == "answered"


def test_what_a_manager_signed_stays_signed(stage: Stage) -> None:
    stage.delivered()
    stage.act(CARLA.email, reassign, NEW)
    assert stage.list_steps()["approve"] == "done"
    assert stage.go_on().get_state() == "delivered"
    with stage.look() as (session, _):
        assert len(session.exec(select(Answer)).all()) == 2


@pytest.mark.parametrize("role", [Role.leaver, Role.receiver, Role.peer, Role.admin])
def test_only_manager_and_hr_pass_on(stage: Stage, role: Role) -> None:
    with pytest.raises(InvalidInputError, match="cannot be reassigned"):
        stage.act(CARLA.email, reassign, Replacement(role=role, person=DAN))


@pytest.mark.parametrize("role", [Role.manager, Role.hr])
def test_the_leaver_takes_no_other_part(stage: Stage, role: Role) -> None:
    with pytest.raises(InvalidInputError, match="is the leaver"):
        stage.act(CARLA.email, reassign, Replacement(role=role, person=ANA))


def test_only_the_office_stands_in_for_hr(stage: Stage) -> None:
    dan = Replacement(role=Role.hr, person=DAN)
    with pytest.raises(InvalidInputError, match="is not of HR in the office"):
        stage.act(CARLA.email, reassign, dan)
    with stage.look() as (session, _):
        add_staff(session, DAN, Role.hr)
    stage.act(CARLA.email, reassign, dan)
    with stage.look() as (session, handover):
        assert handover.hr_id == find_actor(session, DAN.email).person_id


@pytest.mark.parametrize("how_far", ["answered", "delivered"])
def test_what_is_cancelled_goes_on_where_it_was(stage: Stage, how_far: str) -> None:
    getattr(stage, how_far)()
    before = stage.list_steps()
    stage.act(CARLA.email, cancel)
    assert stage.get_state() == "cancelled"
    with pytest.raises(WrongStateError):
        stage.act(CARLA.email, cancel)
    stage.act(CARLA.email, reopen)
    assert (stage.get_state(), stage.list_steps()) == (how_far, before)
    with pytest.raises(WrongStateError, match="Only a cancelled"):
        stage.act(CARLA.email, reopen)


def test_a_cancelled_case_is_not_changed(stage: Stage) -> None:
    stage.answered()
    line = stage.list_records(ANA.email)[0]
    stage.act(CARLA.email, cancel)
    same = RecordChange(record_id=line.id, revision=1, content=line.content)
    for email, act, *given in (
        (MOUSSA.email, name_receiver, ZOE),
        (MOUSSA.email, reschedule, LATE_ON),
        (CARLA.email, reassign, NEW),
        (ANA.email, tick_step, "read_notice"),
        (ANA.email, edit_record, mask_change(same)),
    ):
        with pytest.raises(WrongStateError, match="can no longer be changed"):
            stage.act(email, act, *given)
    assert stage.list_records(ANA.email)[0] == line


def test_a_legal_hold_stops_the_purge_and_lifts_again(stage: Stage) -> None:
    stage.act(CARLA.email, set_legal_hold, is_held=True)
    steps = stage.list_steps()
    assert (steps["purge"], steps["review_legal_hold"]) == ("not_needed", "planned")
    stage.act(CARLA.email, set_legal_hold, is_held=False)
    steps = stage.list_steps()
    assert (steps["purge"], steps["review_legal_hold"]) == ("planned", "not_needed")


def test_a_hold_after_the_last_day_keeps_the_plan(stage: Stage) -> None:
    stage.delivered().on(date(2027, 1, 11))
    stage.act(CARLA.email, set_legal_hold, is_held=True)
    assert wait_of(stage) == (Gate.acceptance, "receiver")


def test_a_hold_moves_no_day_and_starts_no_run(stage: Stage) -> None:
    before = find_dates(stage)
    stage.on(date(2026, 11, 20))
    with stage.look() as (session, _):
        asked = len(session.exec(select(OutboxEntry)).all())
    stage.act(CARLA.email, set_legal_hold, is_held=True)
    stage.go_on()
    after = find_dates(stage)
    assert {key: day for key, day in after.items() if key in before} == before
    assert after.keys() - before.keys() == {"review_legal_hold"}
    with stage.look() as (session, _):
        assert len(session.exec(select(OutboxEntry)).all()) == asked
