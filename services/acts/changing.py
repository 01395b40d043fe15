"""Changing: a case gets other dates, other people, a late successor, a return."""

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from models.acting import Actor, Role
from models.audit import AuditAction
from models.case_file import CaseFile, PersonEntry, ReceiverEntry
from models.errors import InvalidInputError, NotAllowedError, WrongStateError
from models.handover import Handover
from models.plan import StepAct
from models.states import AnswerState, HandoverState
from models.values import Value
from models.words import DepartureKind, ReceiverRole
from services.acts.actors import get_actor
from services.acts.parts import check_opening, note_change, take_part
from services.acts.rights import Action, find_roles, get_handover_for
from services.acts.starting import start_handover
from services.acts.traces import leave_trace, note_act, tell_outsiders
from services.handovers.agreements import reopen_steps
from services.handovers.answers import ask_people, find_answer
from services.handovers.loading import get_case, get_handover
from services.handovers.opening import CaseInput
from services.handovers.pending_changes import refuse_unseen
from services.handovers.plans import follow_hold, write_plan
from services.handovers.reception import list_items
from services.workdays import get_calendar


def name_receiver(
    session: Session, actor: Actor, reference: str, receiver: ReceiverEntry, now: datetime
) -> None:
    """Name the receiver. A late successor starts a new clock and gets a new edition.

    Raises:
        InvalidInputError: the receiver is the leaver, or HR of the case.
        NotAllowedError: who acts by a staff role names themselves.
        WrongStateError: the handover is closed or cancelled.
    """
    handover = get_handover_for(session, actor, reference, Action.name_receiver)
    person = take_part(session, handover, actor, Role.receiver, receiver)
    is_another = person.id != handover.receiver_id
    people = (handover.receiver_id, person.row_id)
    note_change(session, handover, Role.receiver, people, now)
    handover.receiver_id, handover.receiver_role = person.row_id, receiver.role
    handover.receiver_starts_on = receiver.starts_on or _begin_late(handover, now)
    session.add(handover)
    session.flush()
    if is_another:
        _hand_over_again(session, handover)
    # Plan last: a reopened step that the new plan does not have is not needed.
    write_plan(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.named_receiver, now)


def reschedule(
    session: Session, actor: Actor, reference: str, last_working_on: date, now: datetime
) -> None:
    """Move the last working day; what is still to be done gets new dates.

    Raises:
        InvalidInputError: the day is before the notice.
        NotAllowedError: nobody is left to ask, or would be then, and the actor is not of HR.
        WrongStateError: the handover is closed or cancelled.
    """
    handover = get_handover_for(session, actor, reference, Action.reschedule)
    if handover.notice_on and last_working_on < handover.notice_on:
        raise InvalidInputError(
            f"last_working_on {last_working_on} is before the notice on {handover.notice_on}. "
            "Give a later day."
        )
    _check_return(session, actor, handover, last_working_on, now)
    handover.last_working_on = last_working_on
    if last_working_on <= now.date():
        # Nobody is left to ask: the plan becomes that of a case without a leaver.
        handover.mode = None
    session.add(handover)
    session.flush()
    _plan_again(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.rescheduled, now)


class Replacement(Value):
    """Who takes which part from now on."""

    role: Role
    person: PersonEntry


def reassign(
    session: Session, actor: Actor, reference: str, replacement: Replacement, now: datetime
) -> None:
    """Put another person into the manager's or HR's place; what the first one did stays.

    Raises:
        InvalidInputError: the role is not one that passes on like this, or it is the leaver, or
            somebody who is not of HR in the handover's office, or HR of the case would be its
            manager.
        NotAllowedError: who acts by a staff role names themselves.
        WrongStateError: the handover is closed or cancelled.
    """
    handover = get_handover_for(session, actor, reference, Action.reassign)
    role = replacement.role
    if role not in (Role.manager, Role.hr):
        raise InvalidInputError(
            f'"{role}" cannot be reassigned; manager and hr can. To change the receiver, name one.'
        )
    new = take_part(session, handover, actor, role, replacement.person)
    before = handover.hr_id if role is Role.hr else handover.manager_id
    note_change(session, handover, role, (before, new.row_id), now)
    if role is Role.hr:
        if Role.hr not in get_actor(session, new.row_id).list_roles_in(handover.office_id):
            raise InvalidInputError(
                f"{new.email} is not of HR in the office of {reference}. Add the role hr with "
                "baton staff add."
            )
        handover.hr_id = new.row_id
    else:
        refuse_unseen(session, handover, actor, now)
        _replace_manager(session, handover, new.row_id)
    session.add(handover)
    session.flush()
    _plan_again(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.reassigned, now, role=role)


def cancel(session: Session, actor: Actor, reference: str, now: datetime) -> None:
    """Cancel the handover; nothing is deleted, and it can be taken up again.

    Raises:
        WrongStateError: it is closed or cancelled already.
    """
    handover = get_handover_for(session, actor, reference, Action.cancel)
    was = handover.state
    handover.move_to(HandoverState.cancelled)
    handover.cancelled_from = was
    leave_trace(session, handover, actor, AuditAction.cancelled, now)
    tell_outsiders(session, handover, "cancelled", now)


def reopen(session: Session, actor: Actor, reference: str, now: datetime) -> None:
    """Take a cancelled handover up again where it was.

    Raises:
        WrongStateError: it is not cancelled.
    """
    handover = get_handover_for(session, actor, reference, Action.reopen)
    if handover.state is not HandoverState.cancelled:
        raise WrongStateError(
            f"{reference} is {handover.state}. Only a cancelled handover can be reopened."
        )
    handover.move_to(handover.cancelled_from or HandoverState.opened)
    handover.cancelled_from = None
    leave_trace(session, handover, actor, AuditAction.reopened, now)


def set_legal_hold(
    session: Session, actor: Actor, reference: str, now: datetime, *, is_held: bool
) -> None:
    """Put a legal hold on the handover, or lift it; while it is held, nothing is purged."""
    handover = get_handover_for(session, actor, reference, Action.hold)
    handover.legal_hold = is_held
    session.add(handover)
    session.flush()
    if handover.is_running:
        follow_hold(session, handover, now)
    action = AuditAction.held if is_held else AuditAction.released
    note_act(session, handover, actor, action, now)


def agree_return(
    session: Session, actor: Actor, reference: str, returns_on: date, now: datetime
) -> str:
    """Agree when the leaver of a long absence is back, and open the cover's own handover.

    Returns:
        The reference of the way back: the cover leaves it, the absent person receives it.

    Raises:
        WrongStateError: it is not a long absence, nobody covers, or it is already agreed.
        InvalidInputError: the day is not after the last working day, or the cover is the manager.
    """
    handover = get_handover_for(session, actor, reference, Action.agree_return)
    case = get_case(session, handover)
    if handover.kind is not DepartureKind.long_absence or case.receiver is None:
        raise WrongStateError(
            f"{reference} is not a long absence with a cover. Nobody comes back to it."
        )
    if returns_on <= handover.last_working_on:
        raise InvalidInputError(
            f"returns_on {returns_on} is not after the last working day "
            f"{handover.last_working_on}. Give a later day."
        )
    _check_not_agreed(session, handover)
    way_back = _turn_around(case, case.receiver, returns_on)
    check_opening(session, actor, way_back)
    office = handover.office_id
    given = CaseInput(case=way_back, folder=Path(), opened_at=now, office_id=office)
    back = start_handover(session, actor, given, now)
    _link(session, handover, back, returns_on)
    leave_trace(session, handover, actor, AuditAction.agreed_on_return, now)
    return back


def _check_return(
    session: Session, actor: Actor, handover: Handover, last_working_on: date, now: datetime
) -> None:
    """Check that only HR brings somebody back, which tells why they are gone, or sends them away.

    Without a leaver the manager looks at what was found: no manager makes a leaver go.
    """
    is_there, is_to_stay = handover.has_leaver, last_working_on > now.date()
    if is_there == is_to_stay or Role.hr in find_roles(session, actor, handover):
        return
    if is_there:
        raise NotAllowedError(
            f"after {last_working_on} nobody is left to ask in {handover.reference}. Only HR can "
            "move its last working day to today or into the past."
        )
    raise NotAllowedError(
        f"nobody is left to ask in {handover.reference}. Only HR can move its last working "
        "day into the future."
    )


def _begin_late(handover: Handover, now: datetime) -> date | None:
    """Return today for a receiver without a first day who is named after the last day."""
    return now.date() if now.date() > handover.last_working_on else None


def _hand_over_again(session: Session, handover: Handover) -> None:
    reopen_steps(
        session, handover, StepAct.read_back, StepAct.accept, StepAct.survey, StepAct.redate
    )
    for record in list_items(session, handover):
        record.offer_again()
        session.add(record)
    # What is signed stays signed; it is composed again for the new reader.
    handover.take_back_to(HandoverState.signed)


def _plan_again(session: Session, handover: Handover, now: datetime) -> None:
    write_plan(session, handover, now)
    ask_people(session, handover)


def _replace_manager(session: Session, handover: Handover, new_id: int) -> None:
    asked = find_answer(session, handover, handover.manager_id)
    if asked is not None and asked.state is AnswerState.asked:
        asked.state = AnswerState.passed_over
        session.add(asked)
    handover.manager_id = new_id


def _turn_around(case: CaseFile, cover: ReceiverEntry, returns_on: date) -> CaseFile:
    """Return the case of the way back: the cover leaves, the absent person receives."""
    day_before = returns_on - timedelta(days=1)
    back = ReceiverEntry(
        name=case.leaver.name,
        email=case.leaver.email,
        role=ReceiverRole.successor,
        starts_on=returns_on,
    )
    return case.model_copy(
        update={
            "leaver": PersonEntry(name=cover.name, email=cover.email),
            "receiver": back,
            "kind": DepartureKind.reassignment,
            "notice_on": None,
            "last_working_on": get_calendar(case.holidays).get_workday_until(day_before),
        }
    )


def _check_not_agreed(session: Session, handover: Handover) -> None:
    query = select(Handover.reference).where(Handover.way_back_of_id == handover.id)
    back = session.exec(query).first()
    if back:
        raise WrongStateError(
            f"the return of {handover.reference} is already {back}. Reschedule that one."
        )


def _link(session: Session, handover: Handover, back: str, returns_on: date) -> None:
    way_back = get_handover(session, back)
    way_back.way_back_of_id = handover.row_id
    handover.returns_on = returns_on
    session.add(way_back)
    session.add(handover)
