"""Deadlines: what happens when a gate's patience is over, a date comes or a waiver ends."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.audit import AuditAction
from models.gap import Gap
from models.handover import Handover, PlanStep
from models.outbox import SystemMark
from models.plan import Gate, StepAct
from models.record import Record
from models.states import GapState, HandoverState, RecordState, StepState
from models.words import GapKind
from services.acts.answering import pass_over_answers
from services.acts.traces import leave_trace, note_act, tell_outsiders
from services.handovers.gates import Wait, get_gate_policy
from services.handovers.pending_changes import lapse_undecidable
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.reception import add_gap, end_waivers
from services.planning import list_step_keys
from services.workdays import get_calendar


def pass_over_gate(session: Session, handover: Handover, wait: Wait, now: datetime) -> int:
    """Go on where the patience of the gate that the handover waits at is over.

    Returns:
        How many interviews and steps were passed over; what is missing is printed as a gap.
    """
    patience = get_gate_policy(wait.gate).patience_workdays
    if patience is None or wait.due_on >= now.date():
        return 0
    calendar = get_calendar(handover.holidays)
    steps = [
        step
        for step in list_open_steps(session, handover, *wait.gate.acts)
        if calendar.shift(step.due_on, patience) < now.date()
    ]
    end_steps(session, steps, now, StepState.passed_over)
    count = len(steps)
    if wait.gate is Gate.interview:
        count += pass_over_answers(session, handover, now)
    if count:
        leave_trace(session, handover, None, AuditAction.went_on, now, count=count, gate=wait.gate)
    return count


def redate_due(session: Session, handover: Handover, now: datetime) -> bool:
    """Make a new edition on the first day of a successor who comes later; return whether."""
    due = [
        step
        for step in list_open_steps(session, handover, StepAct.redate)
        if step.due_on <= now.date()
    ]
    if not due or handover.state.is_before(HandoverState.delivered):
        return False
    handover.take_back_to(HandoverState.signed)
    leave_trace(session, handover, None, AuditAction.dated_anew, now)
    return True


def list_to_redate(session: Session, today: date) -> set[int]:
    """Return the ids of handovers that are due for an edition with new dates."""
    query = select(PlanStep.handover_id).where(
        col(PlanStep.key).in_(list_step_keys(StepAct.redate)),
        PlanStep.state == StepState.planned,
        PlanStep.due_on <= today,
    )
    return set(session.exec(query))


def bring_back_gaps(session: Session, now: datetime) -> int:
    """Bring back the gaps whose waiver has ended, also of closed handovers; return how many."""
    query = select(Gap.handover_id).where(
        Gap.state == GapState.waived, col(Gap.waived_until) < now.date()
    )
    count = 0
    for handover_id in sorted(set(session.exec(query))):
        handover = session.get_one(Handover, handover_id)
        if handover.state is HandoverState.cancelled or handover.purged_at:
            continue
        count += end_waivers(session, handover, now.date())
        if handover.state is HandoverState.closed:
            handover.move_to(HandoverState.accepted)
        leave_trace(session, handover, None, AuditAction.waiver_ended, now)
    return count


def end_changes(session: Session, now: datetime) -> int:
    """Let the changes lapse on which nobody may decide any more; return how many those were."""
    ended = lapse_undecidable(session, now)
    for handover, count in ended:
        note_act(session, handover, None, AuditAction.change_lapsed, now, count=count)
    return sum(count for _, count in ended)


def ask_to_review(session: Session, now: datetime) -> int:
    """Open a gap for each published record whose review date has passed; return how many are new.

    The record stays what it is: a pack that is made now stamps it stale by itself.
    """
    query = (
        select(Record, Handover)
        .join(Handover)
        .where(
            col(Record.state).in_((RecordState.published, RecordState.accepted)),
            col(Handover.state).in_((HandoverState.delivered, HandoverState.accepted)),
        )
    )
    return sum(
        add_gap(session, handover, GapKind.review_due, record.content.title)
        for record, handover in session.exec(query)
        if record.content.review_by and record.content.review_by < now.date()
    )


def tell_overdue(session: Session, handover: Handover, wait: Wait, now: datetime) -> bool:
    """Tell outsiders once that a step which the handover waits for is overdue."""
    name = f"overdue:{handover.reference}:{wait.step}:{wait.due_on}"
    is_told = session.get(SystemMark, name) is not None
    if wait.due_on >= now.date() or is_told:
        return False
    session.add(SystemMark(name=name, at=now))
    tell_outsiders(session, handover, "overdue", now)
    return True
