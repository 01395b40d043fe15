"""Gap: what is missing from a handover, until somebody answers or waives it."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.columns import Keyed, enum_column, instant_column
from models.handover import HandoverPart
from models.states import GapState


class Gap(HandoverPart, Keyed, table=True):
    """Something nobody knows yet. A waiver has a reason and an end, at which the gap is back."""

    __table_args__ = (UniqueConstraint("handover_id", "key"),)

    key: str
    """SHA-256 over kind and words: the same gap of a later edition is the same row."""
    kind: str
    what: str
    whom_to_ask: str | None = None
    state: GapState = Field(
        default=GapState.open, sa_column=enum_column(GapState, default=GapState.open)
    )
    answer: str | None = None
    waived_because: str | None = None
    waived_until: date | None = None
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
