"""Lost runs: a handover that could go on, and for which nobody is on the way, gets a run."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from models.handover import Handover
from models.outbox import OutboxEntry, Topic
from services.acts.traces import ask_for_run
from services.handovers.gates import Wait
from services.tending.running import is_behind

PATIENCE = timedelta(minutes=10)
"""How long a run that was asked for may take before it counts as lost."""


def ask_again(
    session: Session, handovers: list[Handover], waits: dict[int, Wait | None], now: datetime
) -> int:
    """Ask for a run of each handover that is behind and has none on the way; return how many."""
    query = select(OutboxEntry.handover).where(
        OutboxEntry.topic == Topic.run,
        or_(col(OutboxEntry.sent_at).is_(None), col(OutboxEntry.sent_at) > now - PATIENCE),
    )
    on_the_way = set(session.exec(query))
    lost = [
        handover
        for handover in handovers
        if handover.reference not in on_the_way
        and is_behind(session, handover, waits[handover.row_id])
    ]
    for handover in lost:
        ask_for_run(session, handover, now)
    return len(lost)
