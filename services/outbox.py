"""Outbox: sends what acts have left to be sent, until it is sent."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.errors import TemporaryError
from models.outbox import OutboxEntry, Topic
from services.engine import Engine
from services.store import Store

_PAUSES = (5, 15, 60, 300)
"""Seconds until the next try; the last one from then on."""


def dispatch_runs(store: Store, engine: Engine, now: datetime, limit: int = 100) -> int:
    """Ask Prefect for a run of each handover that has an entry due; return how many runs.

    One run answers all entries of its handover: it finds whatever there is to do. It may be asked
    for twice at once, or again after a crash: the key of the newest entry makes it one run, and one
    that begins after the newest act.
    """
    with store.read() as session:
        due = _list_due(session, now, limit)
    for reference, entries in due.items():
        newest = entries[-1]
        try:
            engine.ask_for_run(reference, newest.event, f"outbox:{newest.row_id}")
        except TemporaryError as error:
            _put_off(store, entries, str(error), now)
            # What could not be reached for one is not there for the next either.
            return list(due).index(reference)
        _mark_sent(store, entries, now)
    return len(due)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts."""
    return timedelta(seconds=_PAUSES[min(attempts, len(_PAUSES)) - 1])


def _list_due(session: Session, now: datetime, limit: int) -> dict[str, list[OutboxEntry]]:
    """Return the unsent entries by handover, the longest waiting first."""
    query = select(OutboxEntry).where(
        OutboxEntry.topic == Topic.run, col(OutboxEntry.sent_at).is_(None)
    )
    due: dict[str, list[OutboxEntry]] = {}
    for entry in session.exec(query.order_by(col(OutboxEntry.id)).limit(limit)):
        due.setdefault(entry.handover, []).append(entry)
    return {
        reference: entries
        for reference, entries in due.items()
        if any(entry.next_try_at <= now for entry in entries)
    }


def _mark_sent(store: Store, entries: list[OutboxEntry], now: datetime) -> None:
    with store.write() as session:
        for entry in entries:
            row = session.get_one(OutboxEntry, entry.row_id)
            row.sent_at, row.failure = now, None
            session.add(row)


def _put_off(store: Store, entries: list[OutboxEntry], reason: str, now: datetime) -> None:
    with store.write() as session:
        for entry in entries:
            row = session.get_one(OutboxEntry, entry.row_id)
            row.attempts += 1
            row.failure, row.next_try_at = reason, now + pause_after(row.attempts)
            session.add(row)
