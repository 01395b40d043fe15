"""Mail: messages on their way to people, each claimed once; and their calendar invitations."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import StringConstraints
from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column, value_column
from models.handover import HandoverPart
from models.states import MailState
from models.values import Value
from models.words import Language

REFERENCE = r"HO-[0-9]{4}-[0-9]{4,6}"
STEP = r"[a-z][a-z0-9_]{0,80}"


class StepFact(Value):
    """A step as a mail lists it: of which handover, whose it is by role, when it is due."""

    reference: Annotated[str, StringConstraints(pattern=f"^{REFERENCE}$")]
    step: Annotated[str, StringConstraints(pattern=f"^{STEP}$")]
    owner: Role
    due_on: date


MailFacts = dict[str, str | int | list[StepFact]]
"""What a mail's template is filled with: references, step keys, dates; no answers, no secrets."""


class BreaksOff(StrEnum):
    """Whether the mail server breaks off at a mail, and whose trouble that is."""

    no = "no"
    unclear = "unclear"
    """Its own or the server's: what comes after it shows that."""
    alone = "alone"
    """The server took others, and breaks off at this one."""


class Mail(Keyed, table=True):
    """One mail to one person. Its key says what it is for, so that it is never written twice."""

    key: str = Field(unique=True)
    handover_id: int | None = Field(default=None, foreign_key="handover.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    template: str
    facts: MailFacts = Field(default={}, sa_column=value_column(MailFacts))
    language: Language = Field(sa_column=enum_column(Language))
    state: MailState = Field(default=MailState.queued, sa_column=enum_column(MailState, index=True))
    created_at: datetime = Field(sa_column=instant_column())
    next_try_at: datetime = Field(sa_column=instant_column())
    claimed_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    sent_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    attempts: int = 0
    failure: str | None = None
    breaks_off: BreaksOff = Field(
        default=BreaksOff.no, sa_column=enum_column(BreaksOff, default=BreaksOff.no)
    )


class Invitation(HandoverPart, Keyed, table=True):
    """A date in a person's calendar for one step; the uid stays, the sequence counts changes."""

    __table_args__ = (UniqueConstraint("handover_id", "step", "person_id"),)

    step: str
    person_id: int = Field(foreign_key="person.id")
    uid: str = Field(unique=True)
    sequence: int = 0
    due_on: date
    is_cancelled: bool = False


class MailBlock(Keyed, table=True):
    """An address that refuses mail, shown to HR until somebody corrects it."""

    __tablename__: ClassVar[str] = "mail_block"

    person_id: int = Field(foreign_key="person.id", unique=True)
    reason: str
    since: datetime = Field(sa_column=instant_column())
