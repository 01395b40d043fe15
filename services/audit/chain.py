"""Chain: the audit events, each with the digest of the one before it, and the file of its heads.

A chain alone cannot show that its end was cut off, or that all of it was written again. A head says
how long the chain was and how it ended on one day. Heads are appended to a file beside the
database; a copy of it where nobody can change it (a backup, another machine, paper) shows both.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, Field, ValidationError
from sqlmodel import Session, col, func, select

from models.audit import AuditEvent
from models.errors import InvalidInputError
from models.values import Value
from services.lock_watch import slow

FIRST = "0" * 64
"""What the first event holds as the digest before it."""
OF_NO_HANDOVER = "-"
"""Stands for a reference where an event is about the whole installation."""


def append_event(session: Session, at: datetime, actor: str, action: str, handover: str) -> None:
    """Append an event in the caller's transaction.

    Args:
        session: a transaction that began with the intent to write, so that the chain cannot fork.
        at: aware instant.
        actor: a role or a person's id, never a name.
        action: what was done, in the product's own words.
        handover: the reference.
    """
    query = select(AuditEvent.digest).order_by(col(AuditEvent.id).desc()).limit(1)
    previous = session.exec(query).first() or FIRST
    event = AuditEvent(
        at=at, actor=actor, action=action, handover=handover, previous=previous, digest=""
    )
    event.digest = compute_digest(event)
    session.add(event)
    session.flush()


def compute_digest(event: AuditEvent) -> str:
    """Return the SHA-256 over the event and the digest before it."""
    parts = (event.previous, event.at.astimezone(UTC).isoformat(), event.actor, event.action)
    return hashlib.sha256("\x1f".join((*parts, event.handover)).encode()).hexdigest()


class Head(Value):
    """How many events the chain had at an instant, and the digest of the last of them."""

    at: AwareDatetime
    events: int = Field(ge=0)
    digest: str = Field(pattern="^[0-9a-f]{64}$")


def locate_heads(data: Path) -> Path:
    """Return the file of the heads in a data folder."""
    return data / "audit" / "heads.jsonl"


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
    earlier = read_heads(data)
    if earlier and (earlier[-1].events, earlier[-1].digest) == (head.events, head.digest):
        return earlier[-1]
    place = locate_heads(data)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Appended in one go and never written again, so that the file may be made append-only.
    with place.open("ab") as file:
        file.write(head.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return head


def find_head(session: Session, at: datetime) -> Head:
    """Return how the chain ends in this transaction."""
    events = session.exec(select(func.count(col(AuditEvent.id)))).one()
    query = select(AuditEvent.digest).order_by(col(AuditEvent.id).desc()).limit(1)
    return Head(at=at, events=events, digest=session.exec(query).first() or FIRST)


def read_heads(data: Path) -> tuple[Head, ...]:
    """Return the heads that have been exported, the oldest first; none where there is no file.

    Raises:
        InvalidInputError: the file holds something else than heads.
    """
    return tuple(_read(locate_heads(data)))


def _read(place: Path) -> Iterator[Head]:
    try:
        lines = place.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise InvalidInputError(
            f"{place} cannot be read ({error.strerror}): make it readable for the user that runs "
            "Baton."
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield Head.model_validate_json(line)
        except ValidationError:
            raise InvalidInputError(
                f"{place}, line {number} is not a head of the audit chain: restore the file from "
                "a backup."
            ) from None
