"""Composition: the pack of a handover, as data."""

from models.states import HandoverState
from models.words import Audience
from services.handovers.editions import is_edition_due, keep_edition
from services.handovers.loading import get_handover
from services.handovers.materials import gather_material
from services.packs.compose import compose_pack as compose
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_store, now


@step("compose pack of")
def compose_pack(reference: str) -> None:
    """Compose the successor's pack and keep it as an edition; the same material changes nothing."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if not is_edition_due(handover):
            return
        material = gather_material(session, handover, now().date())
        keep_edition(session, handover, compose(material, Audience.successor))
        handover.advance_to(HandoverState.composed)
    report_progress("compose_pack", 1, 1)
