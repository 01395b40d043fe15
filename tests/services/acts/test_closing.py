"""Closing: not while an item has no owner or a gap neither answer nor waiver; gaps come back."""

from datetime import date

import pytest
from acting import Stage
from people import ANA, BEN, CARLA, DAN, MOUSSA

from models.acting import Role
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.words import Audience
from services.acts.changing import Replacement, reassign
from services.acts.closing import close_handover, list_obstacles
from services.acts.correcting import Correction, correct_person
from services.acts.receiving import Refusal, SurveyAnswers, accept_all, answer_survey, decline
from services.acts.reviewing import agree_all
from services.acts.settling import (
    GapAnswer,
    GapLine,
    Ownership,
    Waiver,
    answer_gap,
    assign_owner,
    list_gaps,
    tick_step,
    waive_gap,
)
from services.acts.signing import sign
from services.handovers.editions import get_edition, get_pack
from services.handovers.reception import keep_gaps, list_items
from services.tending.deadlines import bring_back_gaps

UNTIL = date(2026, 12, 31)


def list_open(stage: Stage) -> list[GapLine]:
    return [gap for gap in stage.ask(MOUSSA.email, list_gaps) if gap.state == "open"]


def close(stage: Stage) -> None:
    stage.act(CARLA.email, close_handover)


def test_each_obstacle_is_named(stage: Stage) -> None:
    with pytest.raises(WrongStateError, match="waiting for the interview"):
        close(stage)
    stage.delivered()
    with pytest.raises(WrongStateError, match="read-back and acceptance"):
        close(stage)
    with stage.look() as (session, handover):
        item = list_items(session, handover)[0].row_id
    stage.act(BEN.email, accept_all)
    stage.act(BEN.email, decline, Refusal(record_id=item, reason="no"))
    stage.received()
    gaps = len(list_open(stage))
    assert gaps > 0
    words = f"items without an owner: 1; gaps with neither answer nor waiver: {gaps}"
    with pytest.raises(WrongStateError, match=words):
        close(stage)
    stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=DAN))
    with pytest.raises(
        WrongStateError, match=rf"closed: gaps with neither answer nor waiver: {gaps}\.$"
    ):
        close(stage)
    close(stage.waived())
    assert stage.get_state() == "closed"


def test_a_closed_plan_keeps_what_was_done(stage: Stage) -> None:
    stage.act(MOUSSA.email, tick_step, "score_risk")
    close(stage.delivered().received().waived())
    steps = stage.list_steps()
    assert (steps["score_risk"], steps["list_areas"]) == ("done", "not_needed")
    assert (steps["report_figures"], steps["purge"]) == ("done", "planned")
    with pytest.raises(WrongStateError, match="is closed"):
        close(stage)


def test_hr_need_not_wait_for_the_next_run(stage: Stage) -> None:
    stage.delivered().taken_over().waived()
    assert stage.get_state() == "delivered"
    close(stage)
    assert stage.get_state() == "closed"


def test_a_gap_is_answered_in_words(stage: Stage) -> None:
    stage.delivered()
    gap = list_open(stage)[0]
    stage.act(BEN.email, answer_gap, GapAnswer(gap_id=gap.id, text="It is in the safe"))
    (answered,) = [one for one in stage.ask(BEN.email, list_gaps) if one.id == gap.id]
    assert (answered.state, answered.answer) == ("answered", "It is in the safe")
    with pytest.raises(WrongStateError, match="has been answered"):
        stage.act(MOUSSA.email, waive_gap, Waiver(gap_id=gap.id, reason="so", until=UNTIL))


def test_a_gap_asks_who_is_there_now(stage: Stage) -> None:
    stage.delivered()
    stage.act(CARLA.email, reassign, Replacement(role=Role.manager, person=DAN))
    stage.act(CARLA.email, correct_person, Correction(person=ANA.email, name="Ana Sow-Ba"))
    stage.act(ANA.email, agree_all)
    stage.go_on().act(DAN.email, sign)
    gaps = stage.go_on().ask(DAN.email, list_gaps)
    asked = {gap.whom_to_ask for gap in gaps if "Ana" in str(gap.whom_to_ask)}
    assert asked == {f"Ana Sow-Ba until 27 November 2026, then {DAN.name}"}


def test_what_settles_a_gap_is_said(stage: Stage) -> None:
    stage.delivered()
    gap = list_open(stage)[0].id
    with pytest.raises(InvalidInputError):
        stage.act(BEN.email, answer_gap, GapAnswer(gap_id=gap, text=" "))
    today = stage.now.date()
    with pytest.raises(InvalidInputError, match="is not in the future"):
        stage.act(MOUSSA.email, waive_gap, Waiver(gap_id=gap, reason="so", until=today))
    with pytest.raises(NotFoundError):
        stage.act(BEN.email, answer_gap, GapAnswer(gap_id=999, text="so"))


def test_a_waiver_that_ends_brings_its_gap_back(stage: Stage) -> None:
    close(stage.delivered().received().waived(UNTIL))
    with stage.look() as (session, _):
        assert bring_back_gaps(session, stage.on(UNTIL).now) == 0
        assert bring_back_gaps(session, stage.on(date(2027, 1, 1)).now) > 0
    assert stage.get_state() == "accepted"
    with pytest.raises(WrongStateError, match="neither answer nor waiver"):
        close(stage)
    close(stage.waived())


def test_answers_of_people_outlive_an_edition_that_asks_again(stage: Stage) -> None:
    stage.delivered()
    gap = list_open(stage)[0]
    stage.act(BEN.email, answer_gap, GapAnswer(gap_id=gap.id, text="It is in the safe"))
    stage.act(BEN.email, answer_survey, SurveyAnswers(day=7, missing="The keys"))
    with stage.look() as (session, handover):
        pack = get_pack(get_edition(session, handover, Audience.successor))
        keep_gaps(session, handover, (), stage.now)
        keep_gaps(session, handover, pack.gaps, stage.now)
    gaps = {one.id: one for one in stage.ask(MOUSSA.email, list_gaps)}
    assert gaps[gap.id].state == "answered"
    left = {one.kind: one.state for one in gaps.values() if one.id != gap.id}
    assert left["survey_missing"] == "open"
    assert set(left.values()) == {"open"}


def test_obstacles_have_no_names(stage: Stage) -> None:
    stage.delivered()
    with stage.look() as (session, handover):
        said = " ".join(list_obstacles(session, handover))
    assert not [name for name in (ANA.name, BEN.name, MOUSSA.name) if name.split()[0] in said]
