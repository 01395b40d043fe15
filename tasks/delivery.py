"""Delivery: the bag, put where it was asked for."""

from models.plan import StepAct
from models.states import HandoverState
from services.acts.traces import tell_outsiders
from services.handovers.deliveries import (
    ReadyBag,
    gather_bag,
    list_targets,
    note_deliveries,
    set_target,
    write_bags,
)
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
    with get_store().read() as session:
        handover = get_handover(session, reference)
        if handover.has_people and handover.state is not HandoverState.published:
            return
        bag = gather_bag(session, handover, data, now())
        archive = [data / ARCHIVE]
        targets = archive if handover.has_people else list_targets(session, handover)
    kept = write_bags(bag, targets)
    # Before it counts as delivered: a step that is killed here gives the bag to storages again.
    for target in targets:
        keep_everywhere(reference, target / reference)
    _note_delivery(reference, bag)
    note = f"done; the older bag had been changed and is kept beside it ({len(kept)})"
    report_progress("deliver_bag", 1, 1, note if kept else "")


def _note_delivery(reference: str, bag: ReadyBag) -> None:
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if handover.has_people:
            if handover.state is not HandoverState.published:
                return  # Somebody acted meanwhile, and the case is elsewhere.
            set_target(session, reference, get_settings().data / ARCHIVE)
        note_deliveries(session, handover, bag, now())
        if handover.has_people:
            end_steps(session, list_open_steps(session, handover, StepAct.deliver), now())
            tell_outsiders(session, handover, "delivered", now())
        handover.advance_to(HandoverState.delivered)
