"""Signing: what people put their name to, and what was sent back instead."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column, value_column
from models.handover import HandoverPart
from models.participant import Participant, list_leaves
from models.record import Record
from models.words import Audience


def digest_signed(records: Iterable[Record], people: Iterable[Participant] = ()) -> str:
    """Return the SHA-256 over the digests of what was agreed to: texts in order, then people."""
    leaves = [f"{record.id}:{record.agreed_digest}" for record in records]
    leaves += list_leaves(people)
    return hashlib.sha256("\n".join(leaves).encode()).hexdigest()


class SignOff(HandoverPart, Keyed, table=True):
    """A signature over exactly the records and people that stood there then; an edit voids it."""

    __tablename__: ClassVar[str] = "sign_off"

    role: Role = Field(sa_column=enum_column(Role))
    person_id: int = Field(foreign_key="person.id")
    digest: str
    """SHA-256 over the digests of the records that it covers, in their order, and of the people."""
    people: tuple[int, ...] = Field(
        default=(), sa_column=value_column(tuple[int, ...], default="[]")
    )
    """The participants whom it covers; who comes into the handover later is not among them."""
    signed_at: datetime = Field(sa_column=instant_column())
    came_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    """When a manager who came later took the part over; None for one of the beginning."""
    voided_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    def covers(self, records: Sequence[Record], people: Sequence[Participant] = ()) -> bool:
        """Whether it is over exactly these texts and people as they are now."""
        is_whole = all(one.is_whole for one in records) and all(one.is_whole for one in people)
        return is_whole and self.digest == digest_signed(records, people)


class ReviewComment(HandoverPart, Keyed, table=True):
    """Why the manager sent something back: one record, or all of them."""

    __tablename__: ClassVar[str] = "remark"

    record_id: int | None = Field(default=None, foreign_key="record.id")
    person_id: int = Field(foreign_key="person.id")
    text: str
    at: datetime = Field(sa_column=instant_column())

    def is_about(self, record: Record) -> bool:
        """Whether the record was sent back with it, and is not agreed to now."""
        sent_all = self.record_id is None and record.audience is not Audience.private
        agreed_at = record.leaver_agreed_at
        is_open = agreed_at is None or agreed_at < self.at
        return is_open and (sent_all or self.record_id == record.id)
