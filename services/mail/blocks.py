"""Blocks: addresses that refuse mail. They get no more until somebody has corrected them."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from models.mail import Mail, MailBlock
from models.states import MailState
from models.values import Value
from services.mail.facts import MailTemplate


class FailingAddress(Value):
    """A person whose mail does not arrive. A blocked one gets no more until that is cleared."""

    person_id: int
    is_blocked: bool
    reason: str
    waiting: int
    """Mails that have not been delivered."""


def block_address(session: Session, person_id: int, reason: str, now: datetime) -> None:
    """Send nothing more to this person; the first reason stays."""
    if find_block(session, person_id) is None:
        session.add(MailBlock(person_id=person_id, reason=reason, since=now))
        session.flush()


def find_block(session: Session, person_id: int) -> MailBlock | None:
    """Return why a person gets no mail, or None."""
    query = select(MailBlock).where(MailBlock.person_id == person_id)
    return session.exec(query).one_or_none()


def clear_block(session: Session, person_id: int, now: datetime) -> int:
    """Send to this person again, and once more what was given up; an old digest is not.

    Returns:
        How many mails are queued again.
    """
    session.exec(delete(MailBlock).where(col(MailBlock.person_id) == person_id))
    query = select(Mail).where(
        Mail.person_id == person_id,
        Mail.state == MailState.given_up,
        Mail.template != MailTemplate.digest,
    )
    mails = session.exec(query).all()
    for mail in mails:
        mail.sqlmodel_update(
            {"state": MailState.queued, "attempts": 0, "next_try_at": now, "failure": None}
        )
        session.add(mail)
    return len(mails)


def list_failing(session: Session) -> tuple[FailingAddress, ...]:
    """List the people whose mail does not arrive, blocked ones first."""
    query = (
        select(Mail.person_id, func.max(Mail.failure), func.count())
        .where(col(Mail.failure).is_not(None), col(Mail.state) != MailState.sent)
        .group_by(col(Mail.person_id))
    )
    failing = {person: (reason or "", number) for person, reason, number in session.exec(query)}
    blocks = {block.person_id: block.reason for block in session.exec(select(MailBlock))}
    people = sorted(failing.keys() | blocks.keys(), key=lambda one: (one not in blocks, one))
    return tuple(
        FailingAddress(
            person_id=person,
            is_blocked=person in blocks,
            reason=blocks.get(person) or failing[person][0],
            waiting=failing.get(person, ("", 0))[1],
        )
        for person in people
    )
