"""Queue: mails are written in the transaction that they follow from, and never twice."""

from datetime import datetime
from typing import Self

from pydantic import model_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

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
    if find_mail(session, letter.key) is not None:
        return False
    mail = Mail(
        **letter.model_dump(exclude={"not_before"}),
        created_at=now,
        next_try_at=max(now, letter.not_before or now),
    )
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        # PostgreSQL lets two transactions write at once, and tells the second of the first.
        if find_mail(session, letter.key) is None:
            raise
        return False
    return True


def find_mail(session: Session, key: str) -> Mail | None:
    """Return the mail of this key, or None."""
    return session.exec(select(Mail).where(Mail.key == key)).one_or_none()
