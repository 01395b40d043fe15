"""Signing: what people put their name to, and what was sent back instead."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column
from models.handover import HandoverPart
from models.record import Record


def digest_records(records: Iterable[Record]) -> str:
    """Return the SHA-256 over the digests of the texts that were agreed to, in their order."""
    leaves = [f"{record.id}:{record.agreed_digest}" for record in records]
    return hashlib.sha256("\n".join(leaves).encode()).hexdigest()


class SignOff(HandoverPart, Keyed, table=True):
    """A signature over exactly the records that stood there then; an edit voids it."""

    __tablename__: ClassVar[str] = "sign_off"

    role: Role = Field(sa_column=enum_column(Role))
    person_id: int = Field(foreign_key="person.id")
    digest: str
    """SHA-256 over the digests of the records that it covers, in their order."""
    signed_at: datetime = Field(sa_column=instant_column())
    voided_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    def covers(self, records: Sequence[Record]) -> bool:
        """Whether it is over exactly the texts that these records have now."""
        is_whole = all(record.is_whole for record in records)
        return is_whole and self.digest == digest_records(records)


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
