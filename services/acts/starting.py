"""Starting: HR opens an exit, or a batch of them in one go."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from models.acting import Actor, Role
from models.case_file import PersonEntry, is_same_name
from models.errors import InvalidInputError, WrongStateError
from models.handover import Handover, Person
from models.plan import StepAct
from models.states import HandoverState
from services.acts.actors import choose_office
from services.acts.parts import check_opening
from services.acts.rights import RIGHTS, Action, can, check_staff
from services.acts.traces import ask_for_run, tell_outsiders
from services.handovers.answers import ask_people
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.handovers.people import bring_in, get_entry
from services.handovers.plans import end_steps, list_open_steps, write_plan


def start_handover(session: Session, actor: Actor, given: CaseInput, now: datetime) -> str:
    """Open a handover with people, plan it and ask for its first run.

    Returns:
        Its reference. The same case given again is the same handover, and changes nothing.

    Raises:
        NotAllowedError: the actor is not of HR, or has a part in this exit.
        NotFoundError: there is no office as the case names it, or it is not the actor's.
        WrongStateError: the same exit is open with other details, or was cancelled.
        InvalidInputError: no holidays are known for the country that the case names, or answers
            are given with the case.
    """
    check_staff(actor, Action.start)
    if given.answers:
        raise InvalidInputError("answers come from the interviews. Leave them out of the case.")
    check_opening(session, actor, given.case)
    office = given.office_id or choose_office(
        session, actor, RIGHTS[Action.start], given.case.office
    )
    given = given.model_copy(update={"has_people": True, "opened_at": now, "office_id": office})
    known = session.exec(select(Handover).where(Handover.case_key == given.case_key())).first()
    if known is not None:
        return _recognize(session, actor, known, given)
    reference = open_handover(session, prepare_case(given), f"person:{actor.person_id}")
    handover = get_handover(session, reference)
    handover.hr_id = actor.person_id
    hr = session.get_one(Person, actor.person_id)
    bring_in(session, handover, PersonEntry(name=hr.name, email=hr.email), Role.hr)
    session.add(handover)
    write_plan(session, handover, now)
    done = (StepAct.open, StepAct.score) if given.case.risk.is_complete else (StepAct.open,)
    end_steps(session, list_open_steps(session, handover, *done), now)
    ask_people(session, handover)
    session.flush()
    ask_for_run(session, handover, now)
    tell_outsiders(session, handover, "started", now)
    return reference


def start_batch(
    session: Session, actor: Actor, batch: Iterable[CaseInput], now: datetime
) -> tuple[str, ...]:
    """Open many handovers in one go, all or none; return their references in order."""
    return tuple(start_handover(session, actor, given, now) for given in batch)


def _recognize(session: Session, actor: Actor, known: Handover, given: CaseInput) -> str:
    if not can(session, actor, Action.see_progress, known):
        raise WrongStateError(
            "this exit is already open in another office. Ask the HR of an office above both."
        )
    if known.input_digest == given.digest() and known.is_running:
        return known.reference
    leaver = get_entry(session, known, known.leaver_id)
    if not is_same_name(leaver.name, given.case.leaver.name):
        raise InvalidInputError(
            f'{given.case.leaver.email} leaves this post on this day as "{leaver.name}" already, '
            f'in {known.reference}: give "{given.case.leaver.name}" another address, or correct '
            "the name there with baton act correct-person."
        )
    how = {
        HandoverState.cancelled: f"baton act reopen {known.reference} takes it up again",
        HandoverState.closed: "it has ended; another exit has another last working day",
    }.get(known.state, "change it there, such as with baton act reschedule")
    raise WrongStateError(f"this exit is already {known.reference}, which is {known.state}: {how}.")
