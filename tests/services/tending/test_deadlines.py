"""Deadlines: what time brings about while nobody acts."""

from datetime import date, timedelta

import pytest
from acting import TIP, Stage, open_stage
from people import ANA, BEN, CARLA, MOUSSA
from sqlmodel import col, select

from models.case_file import CaseFile, ReceiverEntry
from models.outbox import OutboxEntry, Topic
from models.plan import Gate
from models.record import Answer
from models.states import AnswerState, GapState, HandoverState
from services.acts.settling import list_gaps
from services.handovers.agreements import verify_sign_off
from services.handovers.gates import find_first_wait
from services.handovers.overview import list_under_way
from services.store import Store
from services.tending.deadlines import (
    ask_to_review,
    bring_back_gaps,
    list_to_redate,
    pass_over_gate,
    redate_due,
    tell_overdue,
)
from services.tending.running import PATIENCE, ask_again, find_waits, is_behind, list_running

INTERVIEW_DUE = date(2026, 11, 11)


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    return open_stage(store, case)


def pass_over(stage: Stage) -> int:
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
        assert wait is not None
        return pass_over_gate(session, handover, wait, stage.now)


def get_gate(stage: Stage) -> Gate | None:
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
        return wait.gate if wait else None


def list_events(stage: Stage, topic: Topic) -> list[str]:
    with stage.look() as (session, _):
        query = select(OutboxEntry.event).where(OutboxEntry.topic == topic)
        return list(session.exec(query.order_by(col(OutboxEntry.id))))


def test_the_interview_is_waited_for_five_working_days_and_no_longer(stage: Stage):
    assert pass_over(stage.on(date(2026, 11, 18))) == 0
    assert pass_over(stage.on(date(2026, 11, 19))) == 4
    assert get_gate(stage) is Gate.review
    with stage.look() as (session, _):
        states = {answer.state for answer in session.exec(select(Answer))}
    assert states == {AnswerState.passed_over}
    assert list_events(stage, Topic.run), "a run is asked for"


def test_who_answers_late_still_finds_a_place(stage: Stage):
    pass_over(stage.on(date(2026, 11, 19)))
    stage.answer(ANA.email, TIP)
    assert len(stage.list_records(ANA.email)) == 1


def test_the_signature_is_waited_for_however_long(stage: Stage):
    stage.answered().reviewed().on(date(2028, 1, 3))
    assert get_gate(stage) is Gate.sign_off
    assert pass_over(stage) == 0


def test_outsiders_hear_once_that_a_step_is_overdue(stage: Stage):
    stage.on(INTERVIEW_DUE + timedelta(days=1))
    for _ in range(2):
        with stage.look() as (session, handover):
            wait = find_first_wait(session, handover)
            assert wait is not None
            tell_overdue(session, handover, wait, stage.now)
    assert list_events(stage, Topic.webhook) == ["started", "overdue"]


def test_a_late_successor_gets_an_edition_on_the_first_day(store: Store, case: CaseFile):
    starts_on = date(2026, 12, 7)
    later = ReceiverEntry(name=BEN.name, email=BEN.email, starts_on=starts_on)
    stage = open_stage(store, case.model_copy(update={"receiver": later})).delivered()
    for day, is_due in ((date(2026, 12, 4), False), (starts_on, True)):
        with stage.on(day).look() as (session, handover):
            due = handover.row_id in list_to_redate(session, day)
            assert (due and redate_due(session, handover, stage.now)) is is_due
    assert stage.get_state() is HandoverState.signed
    stage.go_on()
    assert stage.get_state() is HandoverState.delivered
    with stage.look() as (session, _):
        assert list_to_redate(session, starts_on) == set()


def test_a_waiver_that_ends_brings_its_gap_and_its_case_back(stage: Stage):
    stage.delivered().received().waived(date(2027, 6, 1))
    with stage.look() as (_, handover):
        handover.move_to(HandoverState.closed)
    for day, count in ((date(2027, 6, 1), 0), (date(2027, 6, 2), 1)):
        with stage.on(day).look() as (session, _):
            assert bool(bring_back_gaps(session, stage.now)) is bool(count)
    assert stage.get_state() is HandoverState.accepted
    assert GapState.open in {gap.state for gap in stage.ask(MOUSSA.email, list_gaps)}


def test_what_is_past_its_review_is_asked_about_once(store: Store, case: CaseFile):
    stage = open_stage(store, case)
    stage.answer(ANA.email, TIP | {"review_by": "2027-01-31"}).answer(MOUSSA.email, TIP)
    stage.go_on().reviewed().signed().go_on().received().waived()
    for day, count in ((date(2027, 1, 31), 0), (date(2027, 2, 1), 1), (date(2027, 2, 2), 0)):
        with stage.on(day).look() as (session, handover):
            assert ask_to_review(session, stage.now) == count
            assert verify_sign_off(session, handover, "manager")
    open_gaps = [gap for gap in stage.ask(MOUSSA.email, list_gaps) if gap.state == "open"]
    assert [(gap.kind, gap.what) for gap in open_gaps] == [("review_due", TIP["title"])]


def test_a_run_that_got_lost_is_asked_for_again_and_only_once(stage: Stage):
    with stage.look() as (session, handover):
        for entry in session.exec(select(OutboxEntry)):
            entry.sent_at = stage.now
            session.add(entry)
        handover.state = HandoverState.planned
        session.add(handover)
    before = len(list_events(stage, Topic.run))
    for minutes in (5, 20, 21):
        with stage.look() as (session, _):
            handovers = list_running(session)
            waits = find_waits(session, handovers)
            ask_again(session, handovers, waits, stage.now + PATIENCE * minutes / 10)
    assert len(list_events(stage, Topic.run)) == before + 1


def test_what_waits_where_it_should_is_not_behind(stage: Stage):
    steps = (Stage.answered, Stage.reviewed, Stage.signed, Stage.go_on, Stage.received)
    for step in steps:
        step(stage)
        if step is Stage.signed:
            continue  # Its run is on the way.
        with stage.look() as (session, handover):
            (wait,) = find_waits(session, [handover]).values()
            assert not is_behind(session, handover, wait), handover.state


def test_the_portfolio_names_nobody_and_shows_what_is_overdue_first(
    store: Store, case: CaseFile, stage: Stage
):
    open_stage(store, case.model_copy(update={"last_working_on": date(2027, 3, 5)}))
    with stage.on(INTERVIEW_DUE + timedelta(days=1)).look() as (session, _):
        lines = list_under_way(session, stage.now.date())
    assert [line.is_overdue for line in lines] == [True, False]
    assert lines[0].reference == stage.reference
    told = str([line.model_dump() for line in lines])
    assert not [p for p in (ANA, BEN, CARLA, MOUSSA) if p.name in told or p.email in told]


def test_the_portfolio_says_that_closing_waits_for_the_manager(stage: Stage):
    with stage.delivered().received().look() as (session, _):
        (line,) = list_under_way(session, stage.now.date())
    assert (line.state, line.waits_at, line.for_whom) == ("accepted", "close", "manager")
