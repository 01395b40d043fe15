"""Reviewing: the leaver reads every entry first, and corrects it, agrees or strikes it out."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.acting import Actor, Role
from models.audit import AuditAction
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.handover import Handover
from models.plan import Gate, StepAct
from models.record import Answer, Record
from models.record_kinds import RecordUnion
from models.signing import ReviewComment
from models.states import RecordState
from models.values import RowId, Value
from models.words import Respondent
from services.acts.rights import Action, get_handover_for
from services.acts.seeing import list_readable
from services.acts.traces import leave_trace, tell_outsiders
from services.handovers.agreements import list_for_leaver, put_signature, void_agreements
from services.handovers.agreements import list_records as list_standing
from services.handovers.answers import MaskedRecord, mask_record, report_edited_secret
from services.handovers.editions import withdraw_from_editions
from services.handovers.gates import find_wait
from services.handovers.pending_changes import (
    ProposedChange,
    count_to_decide,
    propose,
    refuse_all,
)
from services.handovers.plans import end_steps, list_open_steps


class RecordLine(Value):
    """A record as its readers see it; an agreement is to one `revision`."""

    id: int
    revision: RowId
    state: RecordState
    respondent: Respondent
    owner_id: int | None
    declined_because: str | None
    changes_for_you: int
    """How many proposed changes of it wait for the one who looks."""
    comments: tuple[str, ...]
    """Why it was sent back, until it is agreed to: for the leaver, and for who wrote it."""
    content: RecordUnion


def list_records(
    session: Session, actor: Actor, reference: str, now: datetime
) -> tuple[RecordLine, ...]:
    """Return the records that the actor may see in this handover, in the order of capture.

    A private record is shown only to its respondent; one for the manager also to the manager.
    """
    handover = get_handover_for(session, actor, reference, Action.read_records)
    waiting = count_to_decide(session, handover, actor.person_id, now.date())
    comments = _list_comments(session, handover, actor)
    return tuple(
        _line(record, answer, waiting[record.row_id], comments)
        for record, answer in list_readable(session, handover, actor)
    )


class Revision(Value):
    """Exactly one text of a record."""

    record_id: RowId
    revision: RowId


class RecordChange(Revision):
    """A new text for a record, and the revision that it was written over."""

    content: RecordUnion


class MaskedChange(NamedTuple):
    """A new text for a record without its secrets, and the revision that it was written over."""

    text: Revision
    record: MaskedRecord


def mask_change(change: RecordChange) -> MaskedChange:
    """Return the change with its secrets masked: before a transaction begins."""
    return MaskedChange(change, mask_record(change.content))


def agree(session: Session, actor: Actor, reference: str, text: Revision, now: datetime) -> None:
    """Agree to a record in exactly this revision; the last one completes the review.

    Raises:
        WrongStateError: it was edited meanwhile, or is agreed to already.
    """
    handover = get_handover_for(session, actor, reference, Action.review)
    _check_interviews_are_over(session, handover)
    record = get_record(list_for_leaver(session, handover), reference, text.record_id)
    check_revision(record, text)
    record.agree(now)
    session.add(record)
    _complete_review(session, handover, actor, now)
    leave_trace(session, handover, actor, AuditAction.agreed, now)


def agree_all(session: Session, actor: Actor, reference: str, now: datetime) -> int:
    """Agree to every record that is still proposed, as it stands; return how many those were."""
    handover = get_handover_for(session, actor, reference, Action.review)
    _check_interviews_are_over(session, handover)
    records = list_for_leaver(session, handover)
    proposed = [record for record in records if record.state is RecordState.proposed]
    for record in proposed:
        record.agree(now)
        session.add(record)
    _complete_review(session, handover, actor, now)
    leave_trace(session, handover, actor, AuditAction.agreed_to_all, now, count=len(proposed))
    return len(proposed)


def edit_record(
    session: Session,
    actor: Actor,
    reference: str,
    change: MaskedChange,
    now: datetime,
) -> int:
    """Edit a record; every agreement to it is void, and so is every signature.

    What somebody else wrote stays as it is: the new text, or the other audience, is a proposal
    that its author agrees to or refuses.

    Returns:
        Its new revision; the same as before where it is a proposal.

    Raises:
        WrongStateError: it was edited meanwhile, or its author has left and named nobody for it.
        InvalidInputError: the new text is of another kind.
    """
    handover = get_handover_for(session, actor, reference, Action.edit_record)
    readable = [record for record, _ in list_readable(session, handover, actor)]
    record = get_record(readable, reference, change.text.record_id)
    answer = session.get_one(Answer, record.answer_id)
    check_revision(record, change.text)
    kind = change.record.content.kind
    if kind != record.kind:
        raise InvalidInputError(
            f'record {record.id} is a {record.kind}, not a "{kind}". Strike it out and write '
            "another."
        )
    if answer.person_id == actor.person_id:
        rewrite_record(session, handover, record, change.record, now)
        leave_trace(session, handover, actor, AuditAction.edited, now)
    else:
        proposed = ProposedChange(record, answer, change.record)
        propose(session, handover, actor, proposed, now)
        leave_trace(session, handover, actor, AuditAction.proposed_change, now)
    return record.revision


def strike_out(
    session: Session, actor: Actor, reference: str, record_id: int, now: datetime
) -> None:
    """Strike a record out, signed or delivered as well: it reaches no pack; nothing is deleted.

    The leaver any that they review, everybody what they wrote themselves.

    Raises:
        NotFoundError: there is no such record of theirs, or none any more.
    """
    handover = get_handover_for(session, actor, reference, Action.strike_out)
    is_leaver = actor.person_id == handover.leaver_id
    reviewed = list_for_leaver(session, handover) if is_leaver else []
    record = get_record([*reviewed, *list_written(session, handover, actor)], reference, record_id)
    was_agreed = record.strike_out()
    session.add(record)
    refuse_all(session, handover, record, actor, now)
    if was_agreed:
        void_agreements(session, handover, now)
    if is_leaver:
        _complete_review(session, handover, actor, now)
    if withdraw_from_editions(session, handover, record, now):
        tell_outsiders(session, handover, "withdrawn", now)
    leave_trace(session, handover, actor, AuditAction.struck_out, now)


def _list_comments(session: Session, handover: Handover, actor: Actor) -> list[ReviewComment]:
    """Return why something was sent back, as far as it is the actor's to read."""
    query = select(ReviewComment).where(ReviewComment.handover_id == handover.id)
    said = session.exec(query.order_by(col(ReviewComment.id)))
    return [one for one in said if actor.person_id in (handover.leaver_id, one.person_id)]


def _line(
    record: Record, answer: Answer, changes_for_you: int, comments: Iterable[ReviewComment]
) -> RecordLine:
    return RecordLine(
        id=record.row_id,
        revision=record.revision,
        state=record.state,
        respondent=answer.respondent,
        owner_id=record.owner_id,
        declined_because=record.declined_because,
        changes_for_you=changes_for_you,
        comments=tuple(one.text for one in comments if one.is_about(record)),
        content=record.content,
    )


def check_revision(record: Record, text: Revision) -> None:
    """Check that a record still has the revision that somebody read.

    Raises:
        WrongStateError: it was edited meanwhile.
    """
    if record.revision != text.revision:
        raise WrongStateError(
            f"somebody edited record {record.id} (it is now revision {record.revision}, not "
            f"{text.revision}). Read it again before you go on."
        )


def _check_interviews_are_over(session: Session, handover: Handover) -> None:
    wait = find_wait(session, handover, Gate.interview)
    if wait:
        raise WrongStateError(f"{handover.reference} is {wait.describe()}. Review it after that.")


def list_written(session: Session, handover: Handover, actor: Actor) -> list[Record]:
    """Return the records that stand and that the actor wrote."""
    records = list_standing(session, handover)
    return [record for record, answer in records if answer.person_id == actor.person_id]


def get_record(records: Iterable[Record], reference: str, record_id: int) -> Record:
    """Return the one that has this number.

    Raises:
        NotFoundError: none of them has it.
    """
    for record in records:
        if record.id == record_id:
            return record
    raise NotFoundError(f"{reference} has no record {record_id} for you.")


def rewrite_record(
    session: Session, handover: Handover, record: Record, masked: MaskedRecord, now: datetime
) -> None:
    """Give a record the text that its author wants; what was agreed, and what is out, follows."""
    is_cut = record.is_cut_by(masked.content)
    was_agreed = record.rewrite(masked.content, now)
    session.add(record)
    if withdraw_from_editions(session, handover, record, now, is_cut=is_cut):
        tell_outsiders(session, handover, "withdrawn", now)
    session.flush()
    if masked.places:
        report_edited_secret(session, record, masked.places)
    if was_agreed:
        void_agreements(session, handover, now)


def _complete_review(session: Session, handover: Handover, actor: Actor, now: datetime) -> None:
    """Sign for the leaver once nothing is proposed any more."""
    session.flush()
    records = list_for_leaver(session, handover)
    is_early = find_wait(session, handover, Gate.interview) is not None
    if is_early or any(record.state is RecordState.proposed for record in records):
        return
    steps = list_open_steps(session, handover, StepAct.review)
    if not steps:
        return
    end_steps(session, steps, now)
    put_signature(session, handover, Role.leaver, actor.person_id, now)
