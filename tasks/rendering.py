"""Rendering: the documents of an edition."""

from pathlib import Path

from sqlmodel import Session

from models.errors import InvalidInputError, TemporaryError
from models.handover import Handover
from models.pack import Pack
from models.states import HandoverState
from models.words import Audience
from services.handovers.answers import report_masked_in_pack
from services.handovers.edition_files import (
    drop_editions,
    is_drawn,
    keep_files,
    locate_files,
    remove_withdrawn,
    staged_files,
)
from services.handovers.editions import (
    get_edition,
    get_pack,
    keep_masked,
    note_refused,
    publish,
    write_pack,
)
from services.handovers.loading import get_handover
from services.packs.pack_checks import find_places, mask_pack
from services.packs.pack_files import draw_pack_files
from services.plugins import render_more
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_settings, get_store, now


@step("draw documents of")
def draw_documents(reference: str) -> None:
    """Draw PDF, DOCX, HTML, calendar and lists of the newest edition, once for each edition.

    A secret that was kept before its words were known is masked, and told, instead of refused.
    """
    try:
        _draw_newest(reference)
    except InvalidInputError:
        if not _mask_newest(reference):
            raise
        _draw_newest(reference)


def _mask_newest(reference: str) -> bool:
    """Mask the secrets of the newest edition, and tell where; return whether it had any."""
    with get_store().read() as session:
        edition = get_edition(session, get_handover(session, reference), Audience.successor)
    pack = get_pack(edition)
    places = [f"{at}: {place}" for at, place in find_places(pack).items()]
    if not places:
        return False
    written = write_pack(mask_pack(pack))
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if keep_masked(session, handover, edition, written):
            report_masked_in_pack(session, handover, places)
    for place in places:
        warning = f"a secret was masked: {place} Say where it is kept instead."
        report_progress("draw_documents", 0, 1, warning)
    return True


def _draw_newest(reference: str) -> None:
    data = get_settings().data
    with get_store().read() as session:
        handover = get_handover(session, reference)
        edition = get_edition(session, handover, Audience.successor)
        folder = locate_files(data, handover, edition)
        is_done = is_drawn(session, edition, folder)
        withdrawn = remove_withdrawn(session, data, handover, edition)
    pack = get_pack(edition)
    try:
        files = {} if is_done else _draw(pack, data / "cache")
    except InvalidInputError:
        # The same pack would be refused again and again: a person has to change what it says.
        with get_store().write() as session:
            note_refused(session, get_handover(session, reference), edition, now())
        raise
    with staged_files(edition, folder, files) as staged, get_store().write() as session:
        handover = get_handover(session, reference)
        newest = get_edition(session, handover, Audience.successor)
        if newest.sha256 != edition.sha256:
            raise TemporaryError(f"{reference} was composed again meanwhile: draw it again.")
        if files and newest.withdrawn_at is None:
            keep_files(session, edition, staged)
            drop_editions(session, withdrawn)
        _publish(session, handover, pack)
    report_progress("draw_documents", 1, 1)


def _publish(session: Session, handover: Handover, pack: Pack) -> None:
    """Note that the pack is drawn; with people only where nobody acted meanwhile."""
    if handover.has_people:
        if handover.state is not HandoverState.composed:
            return
        publish(session, handover, pack.gaps, now())
    handover.advance_to(HandoverState.published)


def _draw(pack: Pack, cache: Path) -> dict[str, bytes]:
    files, warnings = draw_pack_files(pack, cache)
    files |= render_more(files["pack.json"], frozenset(files))
    for warning in warnings:
        report_progress("draw_documents", 0, 1, warning)
    return files
