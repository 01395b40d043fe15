"""Delivery: the bag, put where it was asked for."""

from models.plan import StepAct
from models.states import HandoverState
from services.acts.traces import tell_outsiders
from services.handovers.deliveries import deliver, list_targets, set_target
from services.handovers.loading import get_handover
from services.handovers.plans import end_steps, list_open_steps
from services.plugins import keep_everywhere
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_settings, get_store, now

ARCHIVE = "bags"
"""Folder of the bags of handovers with people, in the data folder."""


@step("deliver bag of")
def deliver_bag(reference: str) -> None:
    """Write the bag to each place it is due at; a place that has this very bag keeps it.

    With people that is the archive of the data folder, once for each edition.
    """
    data = get_settings().data
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if handover.has_people:
            if handover.state is not HandoverState.published:
                return
            set_target(session, reference, data / ARCHIVE)
        kept = deliver(session, handover, data, now())
        targets = list_targets(session, handover)
    # Before it counts as delivered: a step that is killed here gives the bag to storages again.
    for target in targets:
        keep_everywhere(reference, target / reference)
    _note_delivery(reference)
    note = f"done; the older bag had been changed and is kept beside it ({len(kept)})"
    report_progress("deliver_bag", 1, 1, note if kept else "")


def _note_delivery(reference: str) -> None:
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if handover.has_people:
            if handover.state is not HandoverState.published:
                return  # Somebody acted meanwhile, and the case is elsewhere.
            end_steps(session, list_open_steps(session, handover, StepAct.deliver), now())
            tell_outsiders(session, handover, "delivered", now())
        handover.advance_to(HandoverState.delivered)
