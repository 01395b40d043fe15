"""Chain: the audit events, each with the digest of the one before it.

A file of its own, because whatever leaves an event imports it, and it reads no file.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from models.audit import AuditEvent

FIRST = "0" * 64
"""What the first event holds as the digest before it."""
OF_NO_HANDOVER = "-"
"""Stands for a reference where an event is about the whole installation."""
SLACK = timedelta(minutes=1)
"""Who waits for others to write has read the clock before them: they are put in order."""


def append_event(session: Session, at: datetime, actor: str, action: str, handover: str) -> None:
    """Append an event in the caller's transaction.

    Args:
        session: a transaction that began with the intent to write, so that the chain cannot fork.
        at: aware instant.
        actor: a role or a person's id, never a name.
        action: what was done, in the product's own words.
        handover: the reference.
    """
    query = select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(1)
    last = session.exec(query).first()
    if last is not None and timedelta() < last.at - at < SLACK:
        at = last.at
    event = AuditEvent(
        at=at,
        actor=actor,
        action=action,
        handover=handover,
        previous=last.digest if last else FIRST,
        digest="",
    )
    event.digest = compute_digest(event)
    session.add(event)
    session.flush()


def compute_digest(event: AuditEvent) -> str:
    """Return the SHA-256 over the event and the digest before it."""
    parts = (event.previous, event.at.astimezone(UTC).isoformat(), event.actor, event.action)
    return hashlib.sha256("\x1f".join((*parts, event.handover)).encode()).hexdigest()
