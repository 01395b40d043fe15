"""Harvest rows: the tables behind the values of harvest.py.

A table has the columns of its value (see `VALUES`), and beside them only whose row it is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Keyed, enum_column, value_column
from models.handover import HandoverPart
from models.harvest import (
    Finding,
    FoundFile,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
)
from models.values import Value
from models.words import FindingKind

Texts = tuple[str, ...]


class FoundFileRow(Keyed, table=True):
    """A file of a source as it was listed; the stat and the SHA-256 spare the next run a read."""

    __tablename__: ClassVar[str] = "found_file"
    __table_args__ = (UniqueConstraint("source_id", "path"),)

    source_id: int = Field(foreign_key="source.id", index=True)
    path: str
    location: bytes
    size_bytes: int = Field(sa_type=BigInteger)
    modified_ns: int = Field(sa_type=BigInteger)
    sha256: str = Field(index=True)


class Content(SQLModel, table=True):
    """What a reader made of one content; each content is read once ever by each reader version."""

    sha256: str = Field(primary_key=True)
    reader: str = Field(primary_key=True)
    version: str
    reading: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class FindingRow(HandoverPart, Keyed, table=True):
    """What is reported instead of used: of a place, of an answer, or else of a content."""

    __tablename__: ClassVar[str] = "finding"

    source_id: int | None = Field(default=None, foreign_key="source.id", index=True)
    answer_id: int | None = Field(default=None, foreign_key="answer.id", index=True)
    kind: FindingKind = Field(sa_column=enum_column(FindingKind))
    path: str
    reason: str
    place: str | None = None


class DocumentRow(HandoverPart, Keyed, table=True):
    """A document of the index."""

    __tablename__: ClassVar[str] = "document"

    path: str
    title: str
    type: str
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str
    modified_on: date | None = None
    created_on: date | None = None
    language: str | None = None
    authors: Texts = Field(default=(), sa_column=value_column(Texts))
    duplicates: Texts = Field(default=(), sa_column=value_column(Texts))
    versions: Texts = Field(default=(), sa_column=value_column(Texts))
    holders: Texts = Field(default=(), sa_column=value_column(Texts))
    why: Texts = Field(default=(), sa_column=value_column(Texts))
    rank: int = 0
    reason: str | None = None


class ContactRow(HandoverPart, Keyed, table=True):
    """A correspondent, ranked by real exchange."""

    __tablename__: ClassVar[str] = "contact"

    name: str
    email: str
    organization: str | None = None
    inside: bool
    sent: int
    received: int
    last_on: date
    why: str | None = None
    rank: int = 0


class EntryRow(HandoverPart, Keyed, table=True):
    """A running series or a single entry to come."""

    __tablename__: ClassVar[str] = "calendar_entry"

    uid: str
    title: str
    rhythm: str | None = None
    next_on: date
    rrule: str | None = None
    location: str | None = None
    with_whom: Texts = Field(default=(), sa_column=value_column(Texts))
    organizer: str | None = None
    duration_minutes: int | None = None


class ThreadRow(HandoverPart, Keyed, table=True):
    """Mail that waits for an answer, or a promise still due."""

    __tablename__: ClassVar[str] = "open_thread"

    subject: str
    with_whom: Texts = Field(default=(), sa_column=value_column(Texts))
    last_on: date
    is_promise: bool = False
    due_on: date | None = None
    quote: str | None = None
    message_id: str | None = None


VALUES: Mapping[type[SQLModel], type[Value]] = {
    FoundFileRow: FoundFile,
    FindingRow: Finding,
    DocumentRow: HarvestedDocument,
    ContactRow: HarvestedContact,
    EntryRow: HarvestedEntry,
    ThreadRow: HarvestedThread,
}
"""The value that each table keeps, column by column."""
