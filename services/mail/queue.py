"""Queue: mails are written in the transaction that they follow from, and never twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import model_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.mail import Mail, MailFacts
from models.values import Value
from models.words import Language
from services.mail.facts import MailTemplate, check_facts


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
        # PostgreSQL lets two transactions write at once, and tells the second of the first.
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
        **letter.model_dump(exclude={"not_before"}),
        created_at=now,
        next_try_at=max(now, letter.not_before or now),
    )
