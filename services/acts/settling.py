"""Settling: gaps are answered or waived, items get an owner, and steps are ticked as done."""

from datetime import date, datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.audit import AuditAction
from models.case_file import EmailText, PersonEntry
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gap import Gap
from models.handover import Handover
from models.plan import StepAct
from models.states import GapState
from models.values import Day, LineText, LongText, RowId, Value
from services.acts.beside import take_typed
from services.acts.parts import check_stays
from services.acts.rights import KNOW_WHY, Action, find_roles, get_handover_for, say_role
from services.acts.traces import leave_trace
from services.handovers.people import bring_in, find_person
from services.handovers.plans import end_steps, find_act, list_plan
from services.handovers.reception import list_items
from services.handovers.shown_gaps import list_shown_gaps
from services.planning import tells_why
from services.secrets.masked_values import Masked

OWNER = "owner"
"""The role text of somebody who comes into a handover with an item to look after."""
TICKED = (StepAct.tick, StepAct.score, StepAct.notice, StepAct.check_hold)
"""What its owner says is done; everything else follows from an act."""


class GapLine(Value):
    """A gap as the people who can settle it see it."""

    id: int
    kind: str
    what: str
    whom_to_ask: str | None
    state: GapState
    answer: str | None
    waived_because: str | None
    waived_until: date | None


class Ownership(Value):
    """Who looks after an item of the pack."""

    record_id: RowId
    person: PersonEntry


class GapAnswer(Value):
    """What the answer to a gap is."""

    gap_id: RowId
    text: LongText


class Waiver(Value):
    """Why a gap may stay open, and until when; never without an end."""

    gap_id: RowId
    reason: LineText
    until: Day


def list_gaps(session: Session, actor: Actor, reference: str) -> tuple[GapLine, ...]:
    """Return the gaps of a handover with what became of them, in the order they came up.

    What was withdrawn with an edition is in none of them.
    """
    handover = get_handover_for(session, actor, reference, Action.read_gaps)
    return tuple(
        GapLine.model_validate({name: getattr(gap, name) for name in GapLine.model_fields})
        for gap in list_shown_gaps(session, handover)
    )


def answer_gap(
    session: Session, actor: Actor, reference: str, given: Masked[GapAnswer], now: datetime
) -> None:
    """Answer a gap in words.

    Raises:
        InvalidInputError: the answer is empty.
        NotFoundError: the handover has no such gap.
    """
    handover = get_handover_for(session, actor, reference, Action.answer_gap)
    answer = take_typed(session, handover, given)
    if not answer.text.strip():
        raise InvalidInputError("text is empty. Answer the gap, or let the manager waive it.")
    gap = _get_gap(session, handover, answer.gap_id)
    gap.answer_with(answer.text, actor.person_id, now)
    session.add(gap)
    leave_trace(session, handover, actor, AuditAction.answered_gap, now)


def waive_gap(
    session: Session, actor: Actor, reference: str, given: Masked[Waiver], now: datetime
) -> None:
    """Accept a gap until a day, with a reason; it is back the day after.

    Raises:
        InvalidInputError: the day is not to come.
        NotFoundError: the handover has no such gap.
        WrongStateError: it has been answered.
    """
    handover = get_handover_for(session, actor, reference, Action.waive_gap)
    waiver = take_typed(session, handover, given)
    if waiver.until <= now.date():
        raise InvalidInputError(f"until {waiver.until} is not in the future. Give a later day.")
    gap = _get_gap(session, handover, waiver.gap_id)
    gap.waive(waiver.reason, waiver.until, actor.person_id, now)
    session.add(gap)
    leave_trace(session, handover, actor, AuditAction.waived_gap, now)


def assign_owner(
    session: Session, actor: Actor, reference: str, given: Masked[Ownership], now: datetime
) -> None:
    """Give an item of the pack to somebody, such as one that the receiver declined.

    Raises:
        NotFoundError: the pack has no such item.
        InvalidInputError: it is the leaver, or the address is somebody else's here.
    """
    handover = get_handover_for(session, actor, reference, Action.assign_owner)
    ownership = take_typed(session, handover, given)
    items = {record.id: record for record in list_items(session, handover)}
    record = items.get(ownership.record_id)
    if record is None:
        raise NotFoundError(f"the pack of {reference} has no item {ownership.record_id}.")
    check_stays(session, handover, ownership.person)
    record.owner_id = bring_in(session, handover, ownership.person, OWNER).row_id
    session.add(record)
    leave_trace(session, handover, actor, AuditAction.gave_owner, now)


class Transfer(Value):
    """Whose items pass to whom."""

    owner: EmailText
    person: PersonEntry


def give_items(
    session: Session, actor: Actor, reference: str, given: Masked[Transfer], now: datetime
) -> int:
    """Give all items that one person looks after to another, such as when the first one leaves.

    Returns:
        How many items those are.

    Raises:
        NotFoundError: that person looks after no item here.
        InvalidInputError: the new one is the leaver, or the address is somebody else's here.
    """
    handover = get_handover_for(session, actor, reference, Action.assign_owner)
    transfer = take_typed(session, handover, given)
    check_stays(session, handover, transfer.person)
    old = find_person(session, transfer.owner)
    items = [one for one in list_items(session, handover) if old and one.owner_id == old.id]
    if not items:
        raise NotFoundError(f"{transfer.owner} looks after no item of {reference}.")
    new_id = bring_in(session, handover, transfer.person, OWNER).row_id
    for record in items:
        record.owner_id = new_id
        session.add(record)
    leave_trace(session, handover, actor, AuditAction.gave_items, now, count=len(items))
    return len(items)


def _get_gap(session: Session, handover: Handover, gap_id: int) -> Gap:
    for gap in list_shown_gaps(session, handover):
        if gap.id == gap_id:
            return gap
    raise NotFoundError(f"{handover.reference} has no gap {gap_id}.")


def tick_step(session: Session, actor: Actor, reference: str, key: str, now: datetime) -> None:
    """Say that a step of the plan is done.

    Raises:
        NotFoundError: the plan has no such step.
        NotAllowedError: it is somebody else's.
        WrongStateError: it is done already, or an act completes it.
    """
    handover = get_handover_for(session, actor, reference, Action.tick_step)
    roles = find_roles(session, actor, handover)
    step = next((step for step in list_plan(session, handover) if step.key == key), None)
    # For who may not know why somebody leaves a step that tells it is not there.
    if step is None or (tells_why(key) and not roles & KNOW_WHY):
        raise NotFoundError(
            f'the plan of {reference} has no step "{key}". Take a name from the plan.'
        )
    act = find_act(key)
    # A person with a staff role may tick its steps; HR may tick all but what the leaver has read.
    may_tick = {Role(step.owner)} if act is StepAct.notice else {Role(step.owner), Role.hr}
    if not roles & may_tick:
        owners = " or ".join(sorted(say_role(role) for role in may_tick))
        raise NotAllowedError(f'only {owners} can tick "{key}" of {reference}.')
    if act not in TICKED:
        raise WrongStateError(
            f'"{key}" of {reference} cannot be ticked: the act "{act}" completes it.'
        )
    if not step.is_open:
        raise WrongStateError(f'"{key}" of {reference} is already {step.state}.')
    end_steps(session, [step], now)
    leave_trace(session, handover, actor, AuditAction.ticked, now, key=key)
