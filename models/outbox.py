"""Outbox: what has to leave the system, written in the transaction that it follows from."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel

from models.columns import Keyed, enum_column, instant_column


class Topic(StrEnum):
    """Where an entry goes: to Prefect as a run, or to the webhook as an event."""

    run = "run"
    webhook = "webhook"


class OutboxEntry(Keyed, table=True):
    """One thing to be sent until it is sent; the receiver knows it again by its number."""

    __tablename__: ClassVar[str] = "outbox"

    topic: Topic = Field(sa_column=enum_column(Topic, index=True))
    handover: str = Field(index=True)
    """The reference."""
    event: str
    """What happened: for a run the stage, for the webhook started, overdue, delivered ..."""
    created_at: datetime = Field(sa_column=instant_column())
    next_try_at: datetime = Field(sa_column=instant_column())
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    failure: str | None = None


class SystemMark(SQLModel, table=True):
    """When something of the system last happened, such as `tend`."""

    __tablename__: ClassVar[str] = "system_mark"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_column=instant_column())


REDRAW = "redraw:"
"""Marks, by reference, a handover whose documents name somebody who was erased."""
