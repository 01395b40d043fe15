"""Signing: what people put their name to, and what was sent back instead."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column
from models.handover import HandoverPart


class SignOff(HandoverPart, Keyed, table=True):
    """A signature over exactly the records that stood there then; an edit voids it."""

    __tablename__: ClassVar[str] = "sign_off"

    role: Role = Field(sa_column=enum_column(Role))
    person_id: int = Field(foreign_key="person.id")
    digest: str
    """SHA-256 over the digests of the records that it covers, in their order."""
    signed_at: datetime = Field(sa_column=instant_column())
    voided_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))


class ReviewComment(HandoverPart, Keyed, table=True):
    """Why the manager sent something back: one record, or all of them."""

    __tablename__: ClassVar[str] = "remark"

    record_id: int | None = Field(default=None, foreign_key="record.id")
    person_id: int = Field(foreign_key="person.id")
    text: str
    at: datetime = Field(sa_column=instant_column())


class StruckEntry(HandoverPart, Keyed, table=True):
    """A document, contact, date or thread of the harvest that the leaver struck out."""

    __tablename__: ClassVar[str] = "struck_entry"

    kind: str
    identity: str
    """What names it across harvests: its path, address, uid or message."""
