"""Mail servers: what their answers mean, and addresses that get no more mail until corrected."""

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, func
from sqlmodel import Session, col, delete, select

from models.handover import Person
from models.mail import BreaksOff, Mail, MailBlock
from models.states import MailState
from models.values import Value
from services.letters.letter_facts import MailTemplate

# RFC 3463: the class, the subject and the detail of an answer.
_ENHANCED = re.compile(rb"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
# .1 is about addresses, .2 about the mailbox; but .1.7 and .1.8 are about the sender's address, and
# .2.2 is a mailbox that is full, which may be emptied.
_OF_ADDRESS = re.compile(r"[45]\.(1\.(?![78]$)|2\.(?!2$))")
_VAGUE = re.compile(r"$|[45]\.1\.0$")
"""An answer without such a number, or one that leaves open which address it means."""
# RFC 5321: no such mailbox, not here, not allowed as a name; RFC 7504: takes no mail at all.
_REFUSALS = frozenset({450, 550, 551, 553, 521, 556})
_OF_OTHERS = re.compile(
    rb"relay|sender|authenti|log ?in|client|helo|spf|dkim|dmarc|block|blacklist|spam", re.IGNORECASE
)
"""Words of an answer that is about who sends and from where, and not about who receives."""
_OF_CONTENT = re.compile(r"5\.6\.|5\.3\.4$")
_CLOSING = 421


class Outcome(StrEnum):
    """What became of one try to hand a mail over."""

    accepted = "accepted"
    refused = "refused"
    later = "later"


class Delivery(Value):
    """What became of one try. `reason` holds no address and no words of the server."""

    outcome: Outcome
    reason: str = ""
    is_of_address: bool = False
    """Whether this recipient is meant: if it stays so, nothing more is sent there."""
    may_be_server: bool = False
    """Whether any other mail would fare the same; then none of them is to blame."""


ACCEPTED = Delivery(outcome=Outcome.accepted)


def judge_sender(code: int, text: bytes) -> Delivery:
    """Return what a refusal of the sender, or of the size, means: nobody is named yet."""
    if code == _CLOSING or code < 400:
        return break_off("at the sender", code)
    enhanced = _find_enhanced(text)
    reason = f"the mail server did not take the sender ({_show(code, enhanced)})"
    return Delivery(outcome=Outcome.later, reason=reason, may_be_server=True)


def judge_recipient(code: int, text: bytes) -> Delivery:
    """Return what a refusal of the address means.

    Only what is about the address itself blocks it: a server that lets nobody in, or is set up
    wrongly, refuses every address in the same words as an unknown one.
    """
    if code == _CLOSING or code < 400:
        return break_off("at the address", code)
    enhanced = _find_enhanced(text)
    shown = _show(code, enhanced)
    is_vague = bool(_VAGUE.match(enhanced))
    is_of_address = code in _REFUSALS if not enhanced else bool(_OF_ADDRESS.match(enhanced))
    if is_vague and _OF_OTHERS.search(text):
        is_of_address = False
    if code >= 500 and is_of_address:
        reason = f"the mail server says that the address does not exist ({shown})"
        return Delivery(outcome=Outcome.refused, reason=reason, is_of_address=True)
    return Delivery(
        outcome=Outcome.later,
        reason=f"the mail server did not take it ({shown})",
        is_of_address=is_of_address,
        may_be_server=_is_of_server(code, enhanced),
    )


def judge_content(code: int, text: bytes) -> Delivery:
    """Return what a refusal of the whole mail means."""
    if code == _CLOSING or code < 400:
        return break_off("after the mail", code)
    enhanced = _find_enhanced(text)
    if enhanced.startswith(("5.1.", "5.2.")):
        return judge_recipient(code, text)
    if code < 500:
        reason = f"the mail server did not take it ({_show(code, enhanced)})"
        return Delivery(
            outcome=Outcome.later, reason=reason, is_of_address=bool(_OF_ADDRESS.match(enhanced))
        )
    # A server that takes nothing from this sender says so here as well.
    return Delivery(
        outcome=Outcome.refused,
        reason=f"the mail server refused the mail ({_show(code, enhanced)})",
        may_be_server=not _OF_CONTENT.match(enhanced),
    )


def break_off(where: str, code: int | None = None) -> Delivery:
    """Return what it means that a server ends the conversation, or says what is no answer."""
    said = f", {code}" if code == _CLOSING else ""
    reason = f"the mail server broke off ({where}{said})"
    return Delivery(outcome=Outcome.later, reason=reason, may_be_server=True)


def _is_of_server(code: int, enhanced: str) -> bool:
    """Whether an answer to an address says nothing of the address, for good."""
    is_full = code == 552 or enhanced.endswith(".2.2")
    is_of_sender = enhanced.endswith((".1.7", ".1.8"))
    return (code >= 500 and not is_full) or is_of_sender


def _find_enhanced(text: bytes) -> str:
    found = _ENHANCED.search(text)
    return found[1].decode() if found else ""


def _show(code: int, enhanced: str) -> str:
    return f"{code} {enhanced}".strip()


class FailingAddress(Value):
    """A person whose mail does not arrive. A blocked one gets no more until that is cleared."""

    email: str
    is_blocked: bool
    is_tried: bool
    """Whether any of them is tried again by itself; what was given up alone is not."""
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
            {
                "state": MailState.queued,
                "attempts": 0,
                "next_try_at": now,
                "failure": None,
                "breaks_off": BreaksOff.no,
            }
        )
        session.add(mail)
    return len(mails)


def list_failing(session: Session) -> tuple[FailingAddress, ...]:
    """List the people whose mail does not arrive, blocked ones first."""
    tries = func.max(case((col(Mail.state) != MailState.given_up, 1), else_=0))
    query = (
        select(Mail.person_id, func.max(Mail.failure), func.count(), tries)
        .where(col(Mail.failure).is_not(None), col(Mail.state) != MailState.sent)
        .group_by(col(Mail.person_id))
    )
    failing = {
        person: (reason or "", number, bool(is_tried))
        for person, reason, number, is_tried in session.exec(query)
    }
    blocks = {block.person_id: block.reason for block in session.exec(select(MailBlock))}
    people = sorted(failing.keys() | blocks.keys(), key=lambda one: (one not in blocks, one))
    emails = select(Person.id, Person.email).where(col(Person.id).in_(people))
    addresses = dict(session.exec(emails).all())
    return tuple(
        FailingAddress(
            email=addresses[person],
            is_blocked=person in blocks,
            is_tried=person not in blocks and failing[person][2],
            reason=blocks.get(person) or failing[person][0],
            waiting=failing.get(person, ("", 0, False))[1],
        )
        for person in people
    )


def find_breaks(session: Session) -> tuple[int, str]:
    """Return at how many waiting mails the mail server breaks off, and how it does."""
    query = select(func.count(), func.max(Mail.failure)).where(
        Mail.state == MailState.queued, Mail.breaks_off != BreaksOff.no
    )
    number, reason = session.exec(query).one()
    return number, reason or ""
