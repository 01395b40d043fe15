"""Mail servers: what their answers mean, and addresses that get no more mail until corrected."""

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from models.handover import Person
from models.mail import Mail, MailBlock
from models.states import MailState
from models.values import Value
from services.letters.letter_facts import MailTemplate

# RFC 3463: the class, the subject and the detail of an answer.
_ENHANCED = re.compile(rb"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
# 5.1 is about the address, 5.2 about the mailbox; 5.2.2 is a full one, which may be emptied.
_OF_ADDRESS = ("5.1.", "5.2.")
_FULL = "5.2.2"
# RFC 5321: no such mailbox, not here, not allowed as a name; RFC 7504: takes no mail at all.
_REFUSALS = frozenset({550, 551, 553, 521, 556})
_RELAY = re.compile(rb"\brelay", re.IGNORECASE)


class Outcome(StrEnum):
    """What became of one try to hand a mail over."""

    accepted = "accepted"
    refused_address = "refused_address"
    """There is no use in sending anything to this address."""
    refused_mail = "refused_mail"
    """This mail will never be taken, another may be."""
    later = "later"


class Delivery(Value):
    """What became of one try. `reason` holds no address and no words of the server."""

    outcome: Outcome
    reason: str = ""


ACCEPTED = Delivery(outcome=Outcome.accepted)


def judge_recipient(code: int, text: bytes) -> Delivery:
    """Return what the answer to an address means.

    Only what is about the address itself blocks it: a server that lets nobody in, or is set up
    wrongly, refuses every address in the same words as an unknown one.
    """
    enhanced = _find_enhanced(text)
    shown = _show(code, enhanced)
    is_of_address = enhanced.startswith(_OF_ADDRESS) if enhanced else code in _REFUSALS
    is_sure = code >= 500 and enhanced != _FULL and not _RELAY.search(text)
    if is_sure and is_of_address:
        reason = f"the mail server says that the address does not exist ({shown})"
        return Delivery(outcome=Outcome.refused_address, reason=reason)
    return Delivery(outcome=Outcome.later, reason=f"the mail server did not take it ({shown})")


def judge_content(code: int, text: bytes) -> Delivery:
    """Return what the answer to a whole mail means."""
    enhanced = _find_enhanced(text)
    if code < 500:
        reason = f"the mail server did not take it ({_show(code, enhanced)})"
        return Delivery(outcome=Outcome.later, reason=reason)
    if enhanced.startswith(_OF_ADDRESS):
        return judge_recipient(code, text)
    reason = f"the mail server refused the mail ({_show(code, enhanced)})"
    return Delivery(outcome=Outcome.refused_mail, reason=reason)


def _find_enhanced(text: bytes) -> str:
    found = _ENHANCED.search(text)
    return found[1].decode() if found else ""


def _show(code: int, enhanced: str) -> str:
    return f"{code} {enhanced}".strip()


class FailingAddress(Value):
    """A person whose mail does not arrive. A blocked one gets no more until that is cleared."""

    email: str
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
    emails = select(Person.id, Person.email).where(col(Person.id).in_(people))
    addresses = dict(session.exec(emails).all())
    return tuple(
        FailingAddress(
            email=addresses[person],
            is_blocked=person in blocks,
            reason=blocks.get(person) or failing[person][0],
            waiting=failing.get(person, ("", 0))[1],
        )
        for person in people
    )
