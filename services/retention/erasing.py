"""Erasing: a person goes, the knowledge stays: the author fades to the post."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.acting import Actor
from models.audit import AuditAction
from models.errors import NotFoundError, WrongStateError
from models.handover import Handover, Person, Post
from models.outbox import REDRAW, SystemMark
from models.record import Answer, PackEdition, Record
from models.states import AnswerState
from models.values import Value
from models.words import Language
from services.acts.rights import Action, check_staff
from services.audit import OF_NO_HANDOVER, append_event
from services.handovers.people import find_person
from services.handovers.retention_policy import get_retention_policy
from services.retention.named_people import fade, list_handovers_of
from services.retention.purging import overwrite_deleted
from services.retention.rewriting import Faded, list_held, rewrite_all

_TITLE = 200
"""So much of a post's title stands for a person: it has to fit where a name does."""


class ErasureCounts(Value):
    """What was rewritten."""

    rows: int
    handovers: tuple[str, ...]
    """Whose documents are drawn again."""


def erase_person(session: Session, actor: Actor, email: str, now: datetime) -> ErasureCounts:
    """Erase a person from everything that we hold; what the person knew stays.

    Full name and address are replaced by words for the post. Signatures still verify: a record in
    which a name stood keeps the digest of what was signed, and says that it was redacted.

    Raises:
        NotAllowedError: the actor has no right to it.
        NotFoundError: nobody here has the address.
        WrongStateError: a running handover needs the person, or one under a legal hold names them.
    """
    check_staff(actor, Action.erase)
    person = find_person(session, email)
    if person is None:
        raise NotFoundError(f'nobody here has the address "{email}".')
    handovers = list_handovers_of(session, person.row_id)
    _check_held([one.reference for one in handovers if one.legal_hold])
    _check_needed(handovers, person)
    overwrite_deleted(session)
    faded = _fade_words(session, person, handovers)
    rows = list(rewrite_all(session, faded))
    _check_held(list_held(session, rows))
    _leave_open_tasks(session, handovers, person)
    language = handovers[-1].language if handovers else Language.en
    fade(session, person, faded.words(language))
    editions = {row.handover_id for row in rows if isinstance(row, PackEdition)}
    references = _mark_to_redraw(session, editions, now)
    append_event(session, now, f"person:{actor.person_id}", AuditAction.erased, OF_NO_HANDOVER)
    return ErasureCounts(rows=len(rows), handovers=references)


def _check_held(references: Sequence[str]) -> None:
    if references:
        raise WrongStateError(
            f"a legal hold lies on {', '.join(references)}: nobody named there is erased before "
            "it is lifted."
        )


def _check_needed(handovers: Sequence[Handover], person: Person) -> None:
    running = [
        one.reference
        for one in handovers
        if one.has_people
        and one.is_running
        and person.id in (one.leaver_id, one.manager_id, one.receiver_id, one.hr_id)
    ]
    if running:
        raise WrongStateError(
            f"{', '.join(running)} still need this person: let somebody else take the part, "
            "or close or cancel them first."
        )


def _fade_words(session: Session, person: Person, handovers: Sequence[Handover]) -> Faded:
    """Return what stands for the person: the post left last, or a colleague of former times."""
    policy = get_retention_policy()
    left = [one for one in handovers if one.leaver_id == person.id]
    wording, title = policy.colleague, ""
    if left:
        last = max(left, key=lambda one: one.last_working_on)
        wording, title = policy.leaver, session.get_one(Post, last.post_id).title[:_TITLE]
    return Faded(
        name=person.name,
        email=person.email,
        address=f"erased-{person.row_id}@invalid",
        words=lambda language: wording.say(language).replace("{post}", title),
    )


def _leave_open_tasks(session: Session, handovers: Sequence[Handover], person: Person) -> None:
    """Let nothing that still runs wait for the person: no answer, and no item to look after."""
    running = [one.row_id for one in handovers if one.is_running]
    asked = select(Answer).where(
        col(Answer.handover_id).in_(running),
        Answer.person_id == person.id,
        Answer.state == AnswerState.asked,
    )
    for answer in session.exec(asked):
        answer.state = AnswerState.passed_over
        session.add(answer)
    owned = select(Record).where(col(Record.handover_id).in_(running), Record.owner_id == person.id)
    for record in session.exec(owned):
        record.owner_id = None
        session.add(record)


def _mark_to_redraw(session: Session, handovers: set[int], now: datetime) -> tuple[str, ...]:
    query = select(Handover.reference).where(col(Handover.id).in_(handovers))
    references = tuple(sorted(session.exec(query)))
    for reference in references:
        session.merge(SystemMark(name=REDRAW + reference, at=now))
    return references
