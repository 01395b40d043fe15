"""Plans: what people have done stays done while dates, people and the rules themselves change."""

from datetime import date

import pytest
from acting import Stage, open_stage
from people import ANA, MOUSSA
from sqlmodel import select

from models.case_file import CaseFile
from models.handover import FinishedStep, PlanStep
from services.acts.settling import tick_step
from services.handovers.plans import find_act, list_plan, write_plan
from services.store import Store

pytestmark = pytest.mark.databases


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    return open_stage(store, case)


def rename(stage: Stage, old: str, new: str) -> None:
    """Let the plan have been written by a version that called a step otherwise."""
    with stage.look() as (session, handover):
        mine = PlanStep.handover_id == handover.id
        row = session.exec(select(PlanStep).where(mine, PlanStep.key == old)).one()
        row.key = new
        done = session.get_one(FinishedStep, (handover.row_id, "plan"))
        done.input_digest = "an older version"
        session.add_all([row, done])


def plan_again(stage: Stage) -> bool:
    with stage.look() as (session, handover):
        return write_plan(session, handover, stage.now)


def test_the_same_input_is_planned_once(stage: Stage) -> None:
    assert plan_again(stage) is False


def test_the_order_of_a_plan_does_not_tell_how_many_steps_it_had(stage: Stage) -> None:
    with stage.look() as (session, handover):
        before = [(step.due_on, step.key) for step in list_plan(session, handover)]
        # Written in another order: as rows of their own, the last one first.
        for number, step in enumerate(reversed(list_plan(session, handover))):
            step.id = 1_000 + number
            session.add(step)
    with stage.look() as (session, handover):
        after = [(step.due_on, step.key) for step in list_plan(session, handover)]
    assert after == before
    assert [day for day, _ in after] == sorted(day for day, _ in after)


def test_a_step_that_is_gone_is_not_needed_and_a_new_one_is_planned(stage: Stage) -> None:
    rename(stage, "list_areas", "an_old_step")
    assert plan_again(stage)
    steps = stage.list_steps()
    assert (steps["an_old_step"], steps["list_areas"]) == ("not_needed", "planned")


def test_a_step_that_is_gone_stays_done(stage: Stage) -> None:
    stage.act(MOUSSA.email, tick_step, "list_areas")
    rename(stage, "list_areas", "an_old_step")
    plan_again(stage)
    steps = stage.list_steps()
    assert (steps["an_old_step"], steps["list_areas"]) == ("done", "planned")


def test_what_is_done_keeps_its_day(stage: Stage) -> None:
    stage.act(ANA.email, tick_step, "read_notice")
    with stage.look() as (session, handover):
        handover.last_working_on = date(2026, 12, 18)
        session.add(handover)
        session.flush()
        before = {step.key: (step.due_on, step.state) for step in list_plan(session, handover)}
        write_plan(session, handover, stage.now)
        after = {step.key: (step.due_on, step.state) for step in list_plan(session, handover)}
    assert after["read_notice"] == before["read_notice"]
    assert after["approve"] > before["approve"]


def test_an_unknown_step_is_ticked(stage: Stage) -> None:
    assert find_act("an_old_step") == "tick"
