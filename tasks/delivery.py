"""Delivery: the bag, put where it was asked for."""

from models.states import HandoverState
from services.handovers.deliveries import deliver
from services.handovers.reading import get_handover
from services.handovers.steps import advance
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_settings, get_store, now


@step("deliver bag of")
def deliver_bag(reference: str) -> None:
    """Write the bag to each place it is due at; a place that has this very bag keeps it."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        kept = deliver(session, handover, get_settings().data, now())
        advance(session, handover, HandoverState.delivered)
    note = f"done; the older bag had been changed and is kept beside it ({len(kept)})"
    report_progress("deliver_bag", 1, 1, note if kept else "")
