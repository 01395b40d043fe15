"""Answering: interviews of leaver, manager and peers, saved any number of times, given once."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, func, select, update

from models.acting import Actor, Role
from models.audit import AuditAction
from models.case_file import PersonEntry
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.handover import Handover
from models.harvest_rows import FindingRow
from models.plan import Gate, StepAct
from models.proposal import Proposal
from models.record import Answer, Record
from models.signing import ReviewComment
from models.states import AnswerState
from models.values import Day
from models.words import Respondent
from services.acts.parts import take_part
from services.acts.rights import Action, get_handover_for
from services.acts.traces import leave_trace
from services.handovers.agreements import find_sign_off, void_agreements
from services.handovers.answers import MaskedRecord, add_records, ask_person, find_answer
from services.handovers.gates import get_gate_policy
from services.handovers.people import find_person
from services.handovers.plans import end_steps, list_open_steps
from services.workdays import get_calendar

PEER_WORKDAYS = 5
"""How long a peer has for thirty minutes of questions where no date is given."""


def save_answers(
    session: Session, actor: Actor, reference: str, records: Sequence[MaskedRecord], now: datetime
) -> int:
    """Keep what the actor has answered so far in place of what was kept before.

    Returns:
        How many records are kept.

    Raises:
        WrongStateError: the interview is over: records are edited one by one from then on.
    """
    handover = get_handover_for(session, actor, reference, Action.answer)
    answer = _get_open_answer(session, handover, actor)
    _forget_saved(session, answer)
    add_records(session, answer, records, _find_last_position(session, handover))
    _date_records(session, answer, now)
    answer.answered_on = now.date()
    session.add(answer)
    session.flush()
    if answer.state is AnswerState.passed_over:
        _let_leaver_review(session, handover, now)
    return len(records)


def check_respondent(
    session: Session, actor: Actor, reference: str, respondent: Respondent
) -> None:
    """Check that answers which say whose they are are the actor's own.

    Raises:
        InvalidInputError: they are somebody else's.
    """
    handover = get_handover_for(session, actor, reference, Action.answer)
    own = _get_open_answer(session, handover, actor).respondent
    if respondent is not own:
        raise InvalidInputError(
            f"these are the answers of the {respondent}, and yours are those of the {own}. "
            "Nothing was changed. Give your own file."
        )


def submit_answers(session: Session, actor: Actor, reference: str, now: datetime) -> None:
    """Give the interview: what was saved becomes proposed records for the review.

    Raises:
        WrongStateError: it was given already.
    """
    handover = get_handover_for(session, actor, reference, Action.answer)
    answer = _get_open_answer(session, handover, actor)
    answer.state, answer.answered_on = AnswerState.submitted, now.date()
    session.add(answer)
    _date_records(session, answer, now)
    session.flush()
    mine = [
        step
        for step in list_open_steps(session, handover, StepAct.answer)
        if step.owner == answer.respondent
    ]
    end_steps(session, mine, now)
    _let_leaver_review(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.answered, now, respondent=answer.respondent)


class PeerRequest(PersonEntry):
    """A colleague to be asked as well, and until when; without a day, in five working days."""

    due_on: Day | None = None


def ask_peer(
    session: Session, actor: Actor, reference: str, peer: PeerRequest, now: datetime
) -> None:
    """Ask a peer as well; without a date the peer has five working days.

    Raises:
        InvalidInputError: it is the leaver or the manager, who are asked anyway, HR of the case, or
            a past day.
        NotAllowedError: who acts by a staff role names themselves.
        WrongStateError: the entries are signed.
    """
    handover = get_handover_for(session, actor, reference, Action.ask_peer)
    known = find_person(session, peer.email)
    if known is not None and known.id in (handover.leaver_id, handover.manager_id):
        raise InvalidInputError(
            f"{peer.email} is already asked as leaver or manager. Name somebody else as peer."
        )
    person = take_part(session, handover, actor, Role.peer, peer)
    if peer.due_on is not None and peer.due_on < now.date():
        raise InvalidInputError(f"due_on {peer.due_on} is in the past. Give {now.date()} or later.")
    if not _is_open(session, handover):
        raise WrongStateError(f"{reference} is signed. Nobody else can be asked now.")
    calendar = get_calendar(handover.holidays)
    ask_person(
        session,
        handover,
        Respondent.peer,
        person.row_id,
        peer.due_on or calendar.shift(now.date(), PEER_WORKDAYS),
    )
    leave_trace(session, handover, actor, AuditAction.asked_peer, now)


def pass_over_answers(session: Session, handover: Handover, now: datetime) -> int:
    """Go on without the interviews whose time is over; return how many there were."""
    patience = get_gate_policy(Gate.interview).patience_workdays
    if patience is None:
        return 0
    calendar = get_calendar(handover.holidays)
    query = select(Answer).where(
        Answer.handover_id == handover.id, Answer.state == AnswerState.asked
    )
    late = [
        answer
        for answer in session.exec(query)
        if answer.due_on and calendar.shift(answer.due_on, patience) < now.date()
    ]
    for answer in late:
        answer.state = AnswerState.passed_over
        session.add(answer)
    return len(late)


def _let_leaver_review(session: Session, handover: Handover, now: datetime) -> None:
    """Open the leaver's review again: the leaver reads late answers before anyone else."""
    if find_sign_off(session, handover, Role.leaver):
        void_agreements(session, handover, now)


def _forget_saved(session: Session, answer: Answer) -> None:
    session.exec(delete(FindingRow).where(col(FindingRow.answer_id) == answer.id))
    saved = select(Record.id).where(Record.answer_id == answer.id)
    # A comment on a record that is answered again becomes a comment on all of them.
    session.exec(
        update(ReviewComment).where(col(ReviewComment.record_id).in_(saved)).values(record_id=None)
    )
    session.exec(delete(Proposal).where(col(Proposal.record_id).in_(saved)))
    session.exec(delete(Record).where(col(Record.answer_id) == answer.id))


def _date_records(session: Session, answer: Answer, now: datetime) -> None:
    """Note when the author gave the records the text that they have."""
    session.flush()
    mine = col(Record.answer_id) == answer.id
    session.exec(update(Record).where(mine).values(written_at=now))


def _is_open(session: Session, handover: Handover) -> bool:
    """Whether answers can still be taken: nothing has been signed yet."""
    is_signed = find_sign_off(session, handover, Role.manager) is not None
    return handover.is_before_review and not is_signed


def _get_open_answer(session: Session, handover: Handover, actor: Actor) -> Answer:
    answer = find_answer(session, handover, actor.person_id)
    if answer is None:
        raise NotFoundError(
            f"you have not been asked in {handover.reference}: the plan asks leaver and manager, "
            "and the manager can ask a peer."
        )
    if answer.state is AnswerState.submitted or not _is_open(session, handover):
        raise WrongStateError(
            f"your interview in {handover.reference} is over ({answer.state}): "
            + (
                "ask the leaver or the manager to change what you said."
                if answer.respondent is Respondent.peer
                else "edit its records one by one."
            )
        )
    return answer


def _find_last_position(session: Session, handover: Handover) -> int:
    query = select(func.max(col(Record.position))).where(Record.handover_id == handover.id)
    return session.exec(query).one() or 0
