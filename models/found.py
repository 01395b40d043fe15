"""Found: what the harvest found, as proposals for the leaver alone, and what became of each."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ColumnElement, UniqueConstraint
from sqlmodel import Field, col

from models.columns import Keyed, enum_column, instant_column
from models.handover import HandoverPart
from models.words import FoundKind


class FoundState(StrEnum):
    """What became of something that was found."""

    proposed = "proposed"
    kept = "kept"
    struck_out = "struck_out"
    private = "private"
    """Gone for everybody else, for ever, with what was read of it."""
    away = "away"
    """Nobody had looked when its source had it no longer: it waits for no look until it is back."""

    @property
    def is_gone(self) -> bool:
        """Whether nobody else sees anything of it."""
        return self in (FoundState.struck_out, FoundState.private)


class FoundItem(HandoverPart, Keyed, table=True):
    """Something that was found: its number and what was decided hold for every later harvest."""

    __tablename__: ClassVar[str] = "found_item"
    __table_args__ = (
        UniqueConstraint("handover_id", "number"),
        UniqueConstraint("handover_id", "kind", "identity"),
    )

    number: int
    kind: FoundKind = Field(sa_column=enum_column(FoundKind))
    identity: str
    """What names it across harvests, such as its path, address or uid."""
    content: str = ""
    """What it is known by elsewhere: a document by its SHA-256, a contact by the name."""
    state: FoundState = Field(default=FoundState.proposed, sa_column=enum_column(FoundState))
    title: str | None = None
    """What it is called since it was corrected; None as it was found."""
    note: str | None = None
    """What the leaver says it is."""
    decided_by_id: int | None = Field(
        default=None, foreign_key="person.id", sa_column_kwargs={"name": "decided_by"}
    )
    decided_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    @property
    def is_unlooked(self) -> bool:
        """Whether it waits for a look; `select_unlooked` asks the database for the same."""
        return self.state is FoundState.proposed and not self.kind.is_told_alone


def select_unlooked() -> ColumnElement[bool]:
    """Return what is true in a query of what waits for a look."""
    told_alone = [kind for kind in FoundKind if kind.is_told_alone]
    is_proposed = col(FoundItem.state) == FoundState.proposed
    return is_proposed & col(FoundItem.kind).not_in(told_alone)
