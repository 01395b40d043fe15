"""Reception: the receiver's own words, and what was used, wrong or missing later."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.columns import Keyed, instant_column
from models.handover import HandoverPart


class ReadBack(HandoverPart, Keyed, table=True):
    """One question of the read-back form, answered in the receiver's own words."""

    __tablename__: ClassVar[str] = "read_back"
    __table_args__ = (UniqueConstraint("handover_id", "person_id", "key"),)

    person_id: int = Field(foreign_key="person.id")
    key: str
    """As in the form: S1 to S5."""
    text: str
    at: datetime = Field(sa_column=instant_column())


class Survey(HandoverPart, Keyed, table=True):
    """What the receiver says at day 7, 30 or 90."""

    __table_args__ = (UniqueConstraint("handover_id", "person_id", "day"),)

    person_id: int = Field(foreign_key="person.id")
    day: int
    used: str = ""
    wrong: str = ""
    missing: str = ""
    rating: int | None = Field(default=None, ge=1, le=5)
    at: datetime = Field(sa_column=instant_column())
