"""Composition: the pack of a handover, as data."""

from models.states import HandoverState
from models.words import Audience
from services.handovers.editions import is_edition_due, keep_edition, write_pack
from services.handovers.loading import find_version, get_handover, get_unchanged
from services.handovers.materials import gather_material
from services.packs.compose import compose_pack as compose
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_store, now


@step("compose pack of")
def compose_pack(reference: str) -> None:
    """Compose the successor's pack and keep it as an edition; the same material changes nothing."""
    with get_store().read() as session:
        handover = get_handover(session, reference)
        if not is_edition_due(handover):
            return
        version = find_version(session, handover)
        material = gather_material(session, handover, now().date())
    pack = write_pack(compose(material, Audience.successor))
    with get_store().write() as session:
        handover = get_unchanged(session, reference, version)
        if is_edition_due(handover):
            keep_edition(session, handover, pack)
            handover.advance_to(HandoverState.composed)
    report_progress("compose_pack", 1, 1)
