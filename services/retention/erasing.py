"""Erasing: a person goes, the knowledge stays: the author fades to the post."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.acting import Actor
from models.audit import AuditAction
from models.case_file import is_same_name
from models.errors import InvalidInputError, NotFoundError
from models.handover import Handover, Person, Post
from models.mail import Invitation, Mail
from models.outbox import REDRAW, SystemMark
from models.participant import Participant
from models.record import Answer, PackEdition
from models.states import AnswerState
from models.values import LineText, Value
from models.words import Language
from services.acts.rights import Action, check_staff
from services.audit import OF_NO_HANDOVER, append_event
from services.handovers.identities import pass_on
from services.handovers.people import look_up, say_unknown
from services.handovers.retention_policy import get_retention_policy
from services.retention.erasure_checks import (
    check_free,
    check_held,
    check_none_is_own,
    check_reach,
)
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


class ErasureRequest(Value):
    """Whom to erase; the name is needed where one address is that of several people."""

    email: LineText
    name: LineText | None = None


def erase_person(
    session: Session, actor: Actor, request: ErasureRequest, now: datetime
) -> ErasureCounts:
    """Erase a person from everything that we hold; what the person knew stays.

    Full name and address are replaced by words for the post. Signatures still verify: a record in
    which a name stood keeps the digest of what was signed, and says that it was redacted.

    Raises:
        NotAllowedError: the actor has no right to it, or a part of their own in such a handover.
        NotFoundError: nobody here has the address.
        InvalidInputError: the address is none, or that of several people and no name is given.
        WrongStateError: a running handover needs the person, or one under a legal hold names them.
    """
    check_staff(actor, Action.erase)
    person = look_up(session, request.email)
    if person is None:
        raise NotFoundError(f"{say_unknown(request.email)}.")
    named = list_handovers_of(session, person.row_id)
    check_reach(session, actor, request.email, person, named)
    copies = _choose_copies(session, named, person, request)
    handovers = [one for one in named if one.id in copies] if request.name else named
    check_none_is_own(session, actor, person, handovers)
    check_free(session, actor, handovers, person)
    overwrite_deleted(session)
    if len(handovers) < len(named):
        person = _part_from(session, person, handovers, str(request.name))
    names = {copy.name for copy in copies.values()} | {person.name}
    fadings = [_fade_words(session, person, handovers, name) for name in sorted(names)]
    faded = fadings[0]
    rows = [row for one in fadings for row in rewrite_all(session, one)]
    check_held(session, actor, list_held(session, rows))
    _leave_open_tasks(session, handovers, person)
    _erase_copies(session, handovers, copies, faded)
    fade(session, person, faded.words(handovers[-1].language if handovers else Language.en))
    editions = {row.handover_id for row in rows if isinstance(row, PackEdition)}
    references = _mark_to_redraw(session, editions, now)
    append_event(session, now, f"person:{actor.person_id}", AuditAction.erased, OF_NO_HANDOVER)
    return ErasureCounts(rows=len({id(row) for row in rows}), handovers=references)


def _choose_copies(
    session: Session, handovers: Sequence[Handover], person: Person, request: ErasureRequest
) -> dict[int, Participant]:
    """Return what the handovers know of the one to be erased, by the handovers' ids."""
    query = select(Participant).where(
        Participant.person_id == person.id,
        col(Participant.handover_id).in_([one.id for one in handovers]),
    )
    known = session.exec(query.order_by(col(Participant.id))).all()
    wanted = request.name
    names = {" ".join(one.name.split()).casefold(): one.name for one in known}
    if wanted is None and len(names) > 1:
        quoted = " and ".join(f'"{name}"' for name in names.values())
        raise InvalidInputError(
            f"{request.email} is the address of {quoted}: say with --name who is to be erased."
        )
    chosen = {one.handover_id: one for one in known if not wanted or is_same_name(one.name, wanted)}
    if wanted and not chosen:
        raise NotFoundError(f'no handover knows {request.email} as "{wanted}".')
    return chosen


def _part_from(
    session: Session, person: Person, handovers: Sequence[Handover], name: str
) -> Person:
    """Return a person of their own for one of several who share an address."""
    alone = Person(
        email=f"parted-{handovers[0].row_id}-{person.row_id}@invalid",
        name=name,
        office_id=person.office_id,
    )
    session.add(alone)
    session.flush()
    for handover in handovers:
        for table in (Mail, Invitation):
            mine = (col(table.handover_id) == handover.id) & (col(table.person_id) == person.id)
            session.exec(delete(table).where(mine))
        pass_on(session, handover, person.row_id, alone.row_id)
    return alone


def _erase_copies(
    session: Session,
    handovers: Sequence[Handover],
    copies: Mapping[int, Participant],
    faded: Faded,
) -> None:
    for handover in handovers:
        copy = copies.get(handover.row_id)
        if copy is not None:
            copy.erase(faded.words(handover.language), faded.address)
            session.add(copy)


def _fade_words(
    session: Session, person: Person, handovers: Sequence[Handover], name: str
) -> Faded:
    """Return what stands for the person: the post left last, or a colleague of former times."""
    policy = get_retention_policy()
    left = [one for one in handovers if one.leaver_id == person.id]
    wording, title = policy.colleague, ""
    if left:
        last = max(left, key=lambda one: one.last_working_on)
        wording, title = policy.leaver, session.get_one(Post, last.post_id).title[:_TITLE]
    return Faded(
        name=name,
        email=person.email,
        address=f"erased-{person.row_id}@invalid",
        words=lambda language: wording.say(language).replace("{post}", title),
    )


def _leave_open_tasks(session: Session, handovers: Sequence[Handover], person: Person) -> None:
    """Let nothing that still runs wait for an answer of the person."""
    running = [one.row_id for one in handovers if one.is_running]
    asked = select(Answer).where(
        col(Answer.handover_id).in_(running),
        Answer.person_id == person.id,
        Answer.state == AnswerState.asked,
    )
    for answer in session.exec(asked):
        answer.state = AnswerState.passed_over
        session.add(answer)


def _mark_to_redraw(session: Session, handovers: set[int], now: datetime) -> tuple[str, ...]:
    query = select(Handover.reference).where(col(Handover.id).in_(handovers))
    references = tuple(sorted(session.exec(query)))
    for reference in references:
        session.merge(SystemMark(name=REDRAW + reference, at=now))
    return references
