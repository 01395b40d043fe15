"""Marks: when something of the system last happened."""

from datetime import datetime

from sqlmodel import Session

from models.outbox import SystemMark

TEND = "tend"
BACKUP = "backup"
HEAD = "audit head"


def set_mark(session: Session, name: str, now: datetime) -> None:
    """Note that it happened now."""
    mark = session.get(SystemMark, name) or SystemMark(name=name, at=now)
    mark.at = now
    session.add(mark)


def find_mark(session: Session, name: str) -> datetime | None:
    """Return when it last happened, None where it never did."""
    mark = session.get(SystemMark, name)
    return mark.at if mark is not None else None
