"""Plans: the dated plan, mode and depth of a handover, and which steps of the flow are done.

A step of the flow is done for exactly one input, so that nothing is done twice.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import Session, select

from models.case_file import CaseFile
from models.handover import FinishedStep, Handover, PlanStep
from models.plan import Circumstance, PlannedStep, StepAct
from models.risk import ExitRisk
from models.states import StepState
from models.words import Mode
from services.handovers.loading import get_case, get_today
from services.planning import (
    find_mode,
    find_step_rule,
    get_plan_rules,
    get_rules_digest,
    get_step_place,
    plan_handover,
)
from services.risk import score_exit


def write_plan(session: Session, handover: Handover, now: datetime) -> bool:
    """Plan the handover once for each input; what people have done already stays done.

    A plan is written again when dates or people of the case change, or when a newer version of
    Baton has other steps: known steps keep their state, also under a new key.

    Returns:
        Whether the plan was written now.

    Raises:
        InvalidInputError: no holidays are known for the country that the case names.
    """
    case = get_case(session, handover)
    today = find_planning_day(handover, case, now.date())
    # With people the plan stands: it is not squeezed again each day.
    day = "" if handover.has_people else today.isoformat()
    # A hold moves no day: those who see the plan would see that something happened.
    said = case.model_dump_json(exclude={"sources", "legal_hold"})
    digest = digest_of(said, get_rules_digest(), day)
    if handover.mode is not None and is_finished(session, handover, "plan", digest):
        return False
    risk = assess_risk(case, today)
    handover.mode, handover.depth = find_mode(case, today), risk.depth
    _reconcile(session, handover, plan_handover(case, today), now)
    session.add(handover)
    finish_step(session, handover, "plan", digest, now)
    return True


def follow_hold(session: Session, handover: Handover, now: datetime) -> None:
    """Bring the steps that a legal hold brings or takes away up to it; no other step moves."""
    case = get_case(session, handover)
    planned = plan_handover(case, find_planning_day(handover, case, now.date()))
    keys = get_plan_rules().list_depending(frozenset({Circumstance.legal_hold}))
    held = [step for step in planned if step.key in keys]
    _reconcile(session, handover, held, now, among=keys)


def find_planning_day(handover: Handover, case: CaseFile, now: date) -> date:
    """Return the day from which the plan is counted: today for as long as the leaver is there.

    What changes later, such as a late successor, makes no case without a leaver of one that had
    one: it is then counted from the day on which the handover was opened.
    """
    today, opened_on = get_today(handover, now), handover.opened_at.date()
    if not handover.has_people or handover.mode is None:
        return today
    if find_mode(case, today) is not Mode.zero_notice:
        return today
    could_have = find_mode(case, opened_on) is not Mode.zero_notice
    return opened_on if handover.has_leaver == could_have else today


def assess_risk(case: CaseFile, today: date) -> ExitRisk:
    """Return the score of the exit, with the depth that mode and case ask for."""
    return score_exit(case.risk, find_mode(case, today), case.depth)


def list_plan(session: Session, handover: Handover) -> list[PlanStep]:
    """Return the steps of a handover by the days on which they are due, then as the files of plans.

    By nothing that only one kind of exit has: their order would tell why somebody leaves.
    """
    steps = session.exec(select(PlanStep).where(PlanStep.handover_id == handover.id))
    return sorted(steps, key=lambda step: (step.due_on, get_step_place(step.key), step.row_id))


def list_steps_of(session: Session, handover: Handover, *acts: StepAct) -> list[PlanStep]:
    """Return the steps that these acts complete, whatever became of them."""
    return [step for step in list_plan(session, handover) if find_act(step.key) in acts]


def list_open_steps(session: Session, handover: Handover, *acts: StepAct) -> list[PlanStep]:
    """Return the steps that these acts complete and that nobody has completed yet."""
    return [step for step in list_steps_of(session, handover, *acts) if step.is_open]


def find_act(key: str) -> StepAct:
    """Return what completes a step; one of an older version that is gone is ticked."""
    rule = find_step_rule(key)
    return rule.act if rule else StepAct.tick


def end_steps(
    session: Session,
    steps: Sequence[PlanStep],
    now: datetime,
    state: StepState = StepState.done,
) -> None:
    """Note that these steps are done, or passed over, or not needed."""
    for step in steps:
        step.end(state, now)
        session.add(step)


def _reconcile(
    session: Session,
    handover: Handover,
    planned: Sequence[PlannedStep],
    now: datetime,
    *,
    among: frozenset[str] | None = None,
) -> None:
    """Make the plan what is planned; with `among` only the steps of these keys."""
    left = {
        step.key: step
        for step in list_plan(session, handover)
        if among is None or step.key in among
    }
    over = _list_over(left.values())
    for step in planned:
        known = _take_row(left, step.key)
        row = known or PlanStep(handover_id=handover.row_id, key="", owner="", due_on=step.due_on)
        row.key, row.owner = step.key, step.owner
        row.redate(step.due_on, is_late=step.is_late)
        session.add(row)
        if known is None and find_act(step.key) in over:
            end_steps(session, [row], now)
    end_steps(session, [row for row in left.values() if row.is_open], now, StepState.not_needed)


def _list_over(steps: Collection[PlanStep]) -> frozenset[StepAct]:
    """Return which acts of the receiver are over: another plan asks for none of them again."""
    acts = {StepAct.read_back, StepAct.accept}
    done = {find_act(step.key) for step in steps if step.state is StepState.done}
    still_open = {find_act(step.key) for step in steps if step.is_open}
    return frozenset(acts & done - still_open)


def _take_row(left: dict[str, PlanStep], key: str) -> PlanStep | None:
    rule = find_step_rule(key)
    for known in (key, *(rule.formerly if rule else ())):
        if known in left:
            return left.pop(known)
    return None


def is_finished(session: Session, handover: Handover, step: str, input_digest: str) -> bool:
    """Whether the step was done for exactly this input."""
    done = session.get(FinishedStep, (handover.row_id, step))
    return done is not None and done.input_digest == input_digest


def finish_step(
    session: Session, handover: Handover, step: str, input_digest: str, now: datetime
) -> None:
    """Note in the caller's transaction that the step is done for this input."""
    done = session.get(FinishedStep, (handover.row_id, step))
    done = done or FinishedStep(
        handover_id=handover.row_id, step=step, input_digest=input_digest, finished_at=now
    )
    done.input_digest = input_digest
    done.finished_at = now
    session.add(done)


def digest_of(*parts: object) -> str:
    """Return the SHA-256 over JSON-ready parts, the same for the same parts."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
