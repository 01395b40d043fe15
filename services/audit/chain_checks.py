"""Chain checks: reads the whole chain once, and finds the first event that is wrong."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.audit import AuditEvent
from models.values import Value
from services.audit.chain import FIRST, Head, compute_digest

_AT_ONCE = 2_000
"""Rows in memory at the same time, however long the chain is."""


class Fault(Value):
    """The first event that does not hold, and what is wrong; no event where all are gone."""

    what: str
    id: int | None = None
    at: datetime | None = None
    action: str = ""


class ChainReport(Value):
    """How many events hold, from the first on, and what is wrong with the next."""

    events: int
    fault: Fault | None = None
    newest_at: datetime | None = None


def verify_chain(session: Session, heads: Sequence[Head] = ()) -> ChainReport:
    """Check every event, every link, and that each exported head is still in the chain.

    Args:
        session: a transaction that sees one state.
        heads: what was exported earlier, the oldest first.
    """
    known = {head.events: head for head in heads if head.events}
    last: AuditEvent | None = None
    events = 0
    for event in _stream(session):
        what = _find_wrong(event, last, known.get(events + 1))
        if what:
            return ChainReport(events=events, fault=_blame(event, what))
        last, events = event, events + 1
    missing = max(known, default=0) - events
    newest_at = last.at if last else None
    if missing <= 0:
        return ChainReport(events=events, newest_at=newest_at)
    what = (
        f"at least {missing} events that came after it are gone, as the head of "
        f"{known[max(known)].at:%Y-%m-%d %H:%M} UTC shows"
    )
    return ChainReport(events=events, newest_at=newest_at, fault=_blame(last, what))


def find_first_bad(session: Session) -> AuditEvent | None:
    """Return the first event whose digest or link does not hold, None where the chain is whole."""
    fault = verify_chain(session).fault
    return session.get(AuditEvent, fault.id) if fault else None


def _stream(session: Session) -> Iterator[AuditEvent]:
    query = select(AuditEvent).order_by(col(AuditEvent.id))
    yield from session.exec(query, execution_options={"yield_per": _AT_ONCE})


def _find_wrong(event: AuditEvent, last: AuditEvent | None, head: Head | None) -> str | None:
    if event.previous != (last.digest if last else FIRST):
        return "what came before it was removed, added or put in another order"
    if event.digest != compute_digest(event):
        return "it was changed after it was written"
    if head is not None and head.digest != event.digest:
        return (
            f"it is not the event that the head of {head.at:%Y-%m-%d %H:%M} UTC ends with: "
            "the chain was written again"
        )
    return None


def _blame(event: AuditEvent | None, what: str) -> Fault:
    if event is None:
        return Fault(what=what.replace(" that came after it", ""))
    return Fault(what=what, id=event.id, at=event.at, action=event.action)
