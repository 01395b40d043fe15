"""Heads: how long the audit chain was, and how it ended, written down outside the database.

A chain alone cannot show that its end was cut off, or that all of it was written again. A head
says how long it was and how it ended at an instant. Heads are appended to a file beside the
database after each signature, each 50 events and each day; a copy of it where nobody can change it
(a backup, another machine, paper) shows both.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, Field, ValidationError
from sqlmodel import Session, col, func, select

from models.audit import AuditAction, AuditEvent
from models.errors import InvalidInputError
from models.outbox import SystemMark
from models.values import Value
from services.audit.chain import FIRST
from services.lock_watch import slow
from services.store import Store

EVERY = 50
"""After so many events at the latest a head is exported."""
HEAD_MARK = "audit head"
"""The mark of the last export: where it stands, there must be a file of heads."""


class Head(Value):
    """How many events the chain had at an instant, and the digest of the last of them."""

    at: AwareDatetime
    events: int = Field(ge=0)
    digest: str = Field(pattern="^[0-9a-f]{64}$")


def locate_heads(data: Path) -> Path:
    """Return the file of the heads in a data folder."""
    return data / "audit" / "heads.jsonl"


def export_due_head(store: Store, data: Path, at: datetime) -> bool:
    """Export the head of the chain where it is time to; return whether it was.

    Called after each act, and by `tend` for what a kill between an act and its head has left.
    Nothing but the end of the chain is read.

    Raises:
        InvalidInputError: the file of the heads cannot be read, or holds something else.
    """
    with store.read() as session:
        if not _is_due(session, _find_last(data), at):
            return False
        export_head(session, data, at)
    with store.write() as session:
        session.merge(SystemMark(name=HEAD_MARK, at=at))
    return True


@slow
def export_head(session: Session, data: Path, at: datetime) -> Head:
    """Append to the file of the heads how the chain ends now; nothing where nothing came since.

    Args:
        session: a session of the reading door: the file is synced to the disk meanwhile.
        data: the data folder.
        at: aware instant.

    Raises:
        InvalidInputError: the file holds something other than heads.
    """
    head = find_head(session, at)
    last = _find_last(data)
    if last and (last.events, last.digest) == (head.events, head.digest):
        return last
    place = locate_heads(data)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Appended in one go and never written again, so that the file may be made append-only.
    with place.open("ab") as file:
        written = _measure_whole(_read_bytes(place))
        if written < file.tell():
            # A kill or a full disk has left half a line.
            file.truncate(written)
        file.write(head.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return head


def read_heads(data: Path, copies: Iterable[Path] = ()) -> tuple[Head, ...]:
    """Return the heads that have been exported, the oldest first; none where there is no file.

    Args:
        data: the data folder.
        copies: files of heads that were kept elsewhere, which must be there.

    Raises:
        InvalidInputError: a file holds something else than heads, or cannot be read.
    """
    heads = list(_parse(locate_heads(data)))
    for copy in copies:
        if not copy.is_file():
            raise InvalidInputError(f'there is no file "{copy}": name a copy of heads.jsonl.')
        heads += _parse(copy)
    return tuple(sorted(heads, key=lambda head: head.at))


def find_head(session: Session, at: datetime) -> Head:
    """Return how the chain ends in this transaction."""
    events = session.exec(select(func.count(col(AuditEvent.id)))).one()
    query = select(AuditEvent.digest).order_by(col(AuditEvent.id).desc()).limit(1)
    return Head(at=at, events=events, digest=session.exec(query).first() or FIRST)


def _is_due(session: Session, last: Head | None, at: datetime) -> bool:
    query = select(AuditEvent.action).order_by(col(AuditEvent.id)).limit(EVERY)
    if last is None:
        return session.exec(query).first() is not None
    # A head that is not in the chain is a matter for verify; this one shows what is there now.
    known = select(AuditEvent.id).where(AuditEvent.digest == last.digest)
    newer = session.exec(query.where(col(AuditEvent.id) > (session.exec(known).first() or 0))).all()
    is_day_over = bool(newer) and at.date() > last.at.date()
    return is_day_over or len(newer) >= EVERY or AuditAction.signed in newer


def _find_last(data: Path) -> Head | None:
    place = locate_heads(data)
    lines = _list_lines(place)
    return _parse_line(place, len(lines), lines[-1]) if lines else None


def _parse(place: Path) -> Iterable[Head]:
    return [_parse_line(place, number, line) for number, line in enumerate(_list_lines(place), 1)]


def _parse_line(place: Path, number: int, line: bytes) -> Head:
    try:
        return Head.model_validate_json(line)
    except ValidationError:
        raise InvalidInputError(
            f"{place}, line {number} is not a head of the audit chain: restore the file from "
            "a backup."
        ) from None


def _list_lines(place: Path) -> list[bytes]:
    """Return the whole lines: the last is half one where writing it was cut off."""
    content = _read_bytes(place)
    return content[: _measure_whole(content)].splitlines()


def _measure_whole(content: bytes) -> int:
    return content.rfind(b"\n") + 1


def _read_bytes(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InvalidInputError(
            f"{place} cannot be read ({error.strerror}): make it readable for the user that runs "
            "Baton."
        ) from error
