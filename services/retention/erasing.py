"""Erasing: a person goes, the knowledge stays: the author fades to the post."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, SQLModel, col, delete, or_, select

from models.acting import Actor, ApiToken, StaffMember
from models.errors import NotFoundError, WrongStateError
from models.gap import Gap
from models.handover import Handover, Person, Post
from models.harvested import CalendarEntry, Contact, Content, Document, FindingRow, OpenThread
from models.mail import Mail, MailBlock
from models.outbox import SystemMark
from models.reception import ReadBack, Survey
from models.record import Answer, PackEdition, Record
from models.record_kinds import RECORD
from models.signing import Remark
from models.values import Value
from services.acts.rights import Action, check_staff
from services.audit import append_event
from services.retention.people import fade, list_handovers_of
from services.retention.policy import get_retention_policy

REDRAW = "redraw:"
"""Marks, by reference, the handovers whose documents have to be drawn again."""
_TEXTS: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Answer, ("name",)),
    (Record, ("content", "declined_because")),
    (Gap, ("what", "whom_to_ask", "answer", "waived_because")),
    (ReadBack, ("text",)),
    (Survey, ("used", "wrong", "missing")),
    (Remark, ("text",)),
    (PackEdition, ("pack_json",)),
    (Contact, ("name", "email", "why")),
    (Document, ("path", "title", "authors", "holders", "why")),
    (CalendarEntry, ("title", "with_whom", "organizer", "location")),
    (OpenThread, ("subject", "with_whom", "quote")),
    (FindingRow, ("path", "reason", "place")),
    (Content, ("reading",)),
)
"""Every column of ours in which somebody may be named."""


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
        WrongStateError: a running handover needs the person, or a legal hold lies on one.
    """
    check_staff(actor, Action.erase)
    query = select(Person).where(Person.email == email.casefold())
    person = session.exec(query).one_or_none()
    if person is None:
        raise NotFoundError(f'nobody here has the address "{email}".')
    handovers = list_handovers_of(session, person.row_id)
    _check_free(handovers)
    words = _choose_words(session, person, handovers)
    rows, redrawn = _rewrite_all(session, person, words)
    _end_access(session, person, now)
    fade(person, words)
    session.add(person)
    references = _mark_to_redraw(session, redrawn, now)
    append_event(session, now, f"person:{actor.person_id}", "erased a person", "-")
    return ErasureCounts(rows=rows, handovers=references)


def _check_free(handovers: Sequence[Handover]) -> None:
    held = [one.reference for one in handovers if one.legal_hold]
    running = [one.reference for one in handovers if one.has_people and one.is_running]
    if held:
        raise WrongStateError(f"a legal hold lies on {', '.join(held)}: nobody is erased there.")
    if running:
        raise WrongStateError(
            f"{', '.join(running)} still need this person: close or cancel them first."
        )


def _choose_words(session: Session, person: Person, handovers: Sequence[Handover]) -> str:
    policy = get_retention_policy()
    for handover in handovers:
        if handover.leaver_id == person.id:
            post = session.get_one(Post, handover.post_id)
            return policy.leaver.say(handover.language).replace("{post}", post.title)
    language = handovers[0].language if handovers else None
    return policy.colleague.say(language) if language else policy.colleague.en


def _rewrite_all(session: Session, person: Person, words: str) -> tuple[int, set[int]]:
    """Rewrite every row that names the person; return how many, and whose editions changed."""
    rewrite = _make_rewriter(person, words)
    count, redrawn = 0, set()
    for table, columns in _TEXTS:
        for row in session.exec(_find_rows(table, columns, person)):
            before = {name: getattr(row, name) for name in columns}
            after = {name: _walk(value, rewrite) for name, value in before.items()}
            if before == after:
                continue
            row.sqlmodel_update(after)
            if isinstance(row, Record):
                row.is_redacted = True
            if isinstance(row, PackEdition):
                row.sha256 = hashlib.sha256(row.pack_json.encode()).hexdigest()
                redrawn.add(row.handover_id)
            session.add(row)
            count += 1
    return count, redrawn


def _make_rewriter(person: Person, words: str) -> Callable[[str], str]:
    named = re.compile(rf"(?<!\w){re.escape(person.name)}(?!\w)")
    addressed = re.compile(re.escape(person.email), re.IGNORECASE)
    gone = f"erased-{person.row_id}@invalid"
    return lambda text: addressed.sub(gone, named.sub(lambda _: words, text))


def _find_rows(table: type[SQLModel], columns: Sequence[str], person: Person) -> Any:
    """Return a query for the rows that may name the person, as typed or as JSON escapes it."""
    wanted = {person.name, person.email, json.dumps(person.name)[1:-1]}
    return select(table).where(
        or_(
            *(
                cast(getattr(table, name), String).icontains(text, autoescape=True)
                for name in columns
                for text in wanted
            )
        )
    )


def _walk(value: Any, rewrite: Callable[[str], str]) -> Any:
    if type(value) is str:
        return rewrite(value)
    if isinstance(value, tuple | list):
        return type(value)(_walk(one, rewrite) for one in value)
    if isinstance(value, dict):
        return {name: _walk(one, rewrite) for name, one in value.items()}
    if isinstance(value, Value):
        dumped = value.model_dump(by_alias=True)
        walked = _walk(dumped, rewrite)
        return value if walked == dumped else RECORD.validate_python(walked)
    return value


def _end_access(session: Session, person: Person, now: datetime) -> None:
    session.exec(delete(StaffMember).where(col(StaffMember.person_id) == person.id))
    session.exec(delete(Mail).where(col(Mail.person_id) == person.id))
    session.exec(delete(MailBlock).where(col(MailBlock.person_id) == person.id))
    for token in session.exec(select(ApiToken).where(ApiToken.person_id == person.id)):
        token.revoked_at = token.revoked_at or now
        session.add(token)


def _mark_to_redraw(session: Session, handovers: set[int], now: datetime) -> tuple[str, ...]:
    query = select(Handover.reference).where(col(Handover.id).in_(handovers))
    references = tuple(sorted(session.exec(query)))
    for reference in references:
        session.merge(SystemMark(name=REDRAW + reference, at=now))
    return references
