"""Chain: appends events; each holds the digest of the one before it."""

import hashlib
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models.record import AuditEvent

FIRST = "0" * 64
"""What the first event holds as the digest before it."""


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
