"""Audit: the append-only chain of who did what when; no content, no names."""

import hashlib
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models.record import AuditEvent

_FIRST = "0" * 64


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
    previous = session.exec(query).first() or _FIRST
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


def find_first_bad(session: Session) -> AuditEvent | None:
    """Return the first event whose digest or link does not hold, None where the chain is whole."""
    previous = _FIRST
    for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id))):
        if event.previous != previous or event.digest != compute_digest(event):
            return event
        previous = event.digest
    return None
