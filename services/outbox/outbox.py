"""Outbox: keeps trying to send what acts have queued, until it is sent."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.errors import TemporaryError
from models.outbox import OutboxEntry, Topic
from services.outbox.prefect_api import Engine
from services.store import Store

Due = dict[str, list[OutboxEntry]]
"""The unsent entries of each handover, the oldest first."""
_PAUSES = (5, 15, 60, 300)
"""Seconds until the next try; the last one from then on."""


def dispatch_runs(store: Store, engine: Engine, now: datetime, limit: int = 100) -> int:
    """Ask Prefect for a run of each handover that has an entry due, for at most `limit` handovers.

    One run answers all entries of its handover: it finds everything there is to do. A run that has
    not begun yet answers them too. A run at work may have looked already, so its end is awaited:
    two runs must not do the same work side by side. Asking twice, at once or after a crash, gives
    one run: the key of the newest entry identifies it.

    Returns:
        How many runs were asked for.
    """
    with store.read() as session:
        due = _list_due(session, now, limit)
    asked = 0
    for reference, entries in _sort_out(store, engine, due, now).items():
        newest = entries[-1]
        try:
            engine.ask_for_run(reference, newest.event, f"outbox:{newest.row_id}")
        except TemporaryError as error:
            _put_off(store, entries, str(error), now)
            # If Prefect cannot be reached for one, it cannot be for the next.
            return asked
        _mark_sent(store, entries, now)
        asked += 1
    return asked


def _sort_out(store: Store, engine: Engine, due: Due, now: datetime) -> Due:
    """Return what a run has to be asked for now."""
    if not due:
        return {}
    try:
        yet_to_begin, at_work = engine.find_on_the_way(due)
    except TemporaryError as error:
        _put_off(store, next(iter(due.values())), str(error), now)
        return {}
    for reference in yet_to_begin:
        _mark_sent(store, due[reference], now)
    return {one: due[one] for one in due if one not in yet_to_begin | at_work}


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this number of failed attempts."""
    return timedelta(seconds=_PAUSES[min(attempts, len(_PAUSES)) - 1])


def _list_due(session: Session, now: datetime, limit: int) -> Due:
    """Return the unsent entries of at most `limit` handovers, the longest waiting first."""
    unsent = (OutboxEntry.topic == Topic.run, col(OutboxEntry.sent_at).is_(None))
    # Handovers are counted, not entries: one in which much is done keeps no other waiting.
    waiting = (
        select(OutboxEntry.handover)
        .where(*unsent, OutboxEntry.next_try_at <= now)
        .group_by(OutboxEntry.handover)
        .order_by(func.min(OutboxEntry.id))
        .limit(limit)
    )
    due: Due = {reference: [] for reference in session.exec(waiting)}
    entries = select(OutboxEntry).where(*unsent, col(OutboxEntry.handover).in_(due))
    for entry in session.exec(entries.order_by(col(OutboxEntry.id))):
        due[entry.handover].append(entry)
    return due


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
