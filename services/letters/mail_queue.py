"""Mail queue: a mail is written once, in the transaction that it follows from, and sent by one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from pydantic import model_validator
from sqlalchemy import ColumnElement, case
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from models.mail import BreaksOff, Mail, MailBlock, MailFacts
from models.states import MailState
from models.values import Value
from models.words import Language
from services.letters.letter_facts import MailTemplate, check_facts
from services.letters.mail_servers import Delivery, Outcome, block_address

CLAIM_MINUTES = 10
"""Longer than handing over one mail can take: who claimed a mail longer ago has crashed."""
_DAY = timedelta(days=1)
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(hours=2),
    timedelta(hours=10),
    *(5 * (_DAY,)),
)
"""After each try that failed; after the last one, five days and a half on, the mail is given up."""


class Letter(Value):
    """A mail to be: its key says what it is for, and is the same whenever it is asked for again."""

    key: str
    person_id: int
    template: MailTemplate
    facts: MailFacts
    language: Language
    handover_id: int | None = None
    not_before: datetime | None = None
    """When it may go out at the earliest; None is at once."""

    @model_validator(mode="after")
    def _facts_fit(self) -> Self:
        check_facts(self.template, self.facts)
        return self


def queue_mail(session: Session, letter: Letter, now: datetime) -> bool:
    """Queue the mail; it goes out after this transaction is committed.

    Returns:
        False where a mail of this key is there already, sent or not: nothing is written then.
    """
    return queue_mails(session, [letter], now) == 1


def queue_mails(session: Session, letters: Sequence[Letter], now: datetime) -> int:
    """Queue many mails at once; return how many were not there already."""
    known = _find_known(session, letters)
    mails = [_make_mail(letter, now) for letter in letters if letter.key not in known]
    if not mails:
        return 0
    try:
        with session.begin_nested():
            session.add_all(mails)
    except IntegrityError:
        # PostgreSQL lets two transactions write at once, and refuses the second.
        left = [letter for letter in letters if letter.key not in known]
        if not _find_known(session, left):
            raise
        return queue_mails(session, left, now)
    return len(mails)


def _find_known(session: Session, letters: Sequence[Letter]) -> set[str]:
    keys = [letter.key for letter in letters]
    return set(session.exec(select(Mail.key).where(col(Mail.key).in_(keys))))


def _make_mail(letter: Letter, now: datetime) -> Mail:
    return Mail(
        **letter.model_dump(exclude={"not_before", "facts"}),
        facts=letter.facts,
        created_at=now,
        next_try_at=max(now, letter.not_before or now),
    )


def claim_next(session: Session, now: datetime) -> Mail | None:
    """Claim the next mail that is due, also one whose sender has crashed; None where there is none.

    One at a time, so that a claim is never older than one handing over, however long a queue is.
    Those at which the server broke off come last, in turn, so that they hold up no other.
    """
    crashed_at = now - timedelta(minutes=CLAIM_MINUTES)
    is_queued = (col(Mail.state) == MailState.queued) & (col(Mail.next_try_at) <= now)
    is_left = (col(Mail.state) == MailState.claimed) & (col(Mail.claimed_at) <= crashed_at)
    query = (
        select(Mail)
        .where(or_(is_queued, is_left), col(Mail.person_id).not_in(select(MailBlock.person_id)))
        .order_by(col(Mail.breaks_off) != BreaksOff.no, _find_turn(), col(Mail.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = session.exec(query).first()
    if mail is not None:
        mail.sqlmodel_update(
            {"state": MailState.claimed, "claimed_at": now, "attempts": mail.attempts + 1}
        )
        session.add(mail)
    return mail


def _find_turn() -> ColumnElement[datetime | None]:
    """Return by what those are ordered at which the server broke off; for others it is the same."""
    return case((col(Mail.breaks_off) != BreaksOff.no, col(Mail.next_try_at)))


def release(session: Session, mail: Mail, reason: str, broke_off_at: datetime | None) -> None:
    """Give a claimed mail back, as if nobody had tried: it was not to blame.

    Args:
        session: an open transaction.
        mail: as it was claimed.
        reason: why it waits, a sentence.
        broke_off_at: when the server broke off at this mail, if it did.
    """
    row = _find_own(session, mail)
    if row:
        row.sqlmodel_update(
            {"state": MailState.queued, "attempts": row.attempts - 1, "failure": reason}
        )
        if broke_off_at:
            row.next_try_at = broke_off_at
            if row.breaks_off is BreaksOff.no:
                row.breaks_off = BreaksOff.unclear
        session.add(row)


def note_delivery(session: Session, mail: Mail, delivery: Delivery, now: datetime) -> MailState:
    """Write down what became of a claimed mail, and when it is tried again.

    Returns:
        How far the mail is now.
    """
    if delivery.outcome is Outcome.accepted:
        row = session.get_one(Mail, mail.id)
        row.sqlmodel_update({"state": MailState.sent, "sent_at": now, "failure": None})
    else:
        own = _find_own(session, mail)
        if own is None:
            return MailState.claimed
        row = own
        _note_failure(session, row, delivery, now)
    session.add(row)
    return row.state


def _note_failure(session: Session, row: Mail, delivery: Delivery, now: datetime) -> None:
    row.failure = delivery.reason
    row.breaks_off = BreaksOff.alone if delivery.may_be_server else BreaksOff.no
    is_over = row.attempts > len(PAUSES)
    if delivery.outcome is Outcome.later and not is_over:
        row.state = MailState.queued
        row.next_try_at = now + PAUSES[row.attempts - 1]
        return
    row.state = MailState.given_up
    if delivery.is_of_address:
        waited = "nothing could be delivered for days: "
        reason = (
            delivery.reason if delivery.outcome is Outcome.refused else waited + delivery.reason
        )
        block_address(session, row.person_id, reason, now)


def _find_own(session: Session, mail: Mail) -> Mail | None:
    """Return the row if it is still claimed as it was: a crashed sender's mail is another's."""
    row = session.get_one(Mail, mail.id)
    is_own = row.state is MailState.claimed and row.claimed_at == mail.claimed_at
    return row if is_own and row.attempts == mail.attempts else None
