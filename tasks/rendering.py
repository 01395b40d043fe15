"""Rendering: the documents of an edition."""

from pathlib import Path

from sqlmodel import Session

from models.errors import InvalidInputError, TemporaryError
from models.handover import Handover
from models.pack import Pack
from models.states import HandoverState
from models.words import Audience
from services.handovers.edition_files import (
    drop_editions,
    is_drawn,
    keep_files,
    locate_files,
    remove_withdrawn,
    staged_files,
)
from services.handovers.editions import get_edition, get_pack, note_refused, publish
from services.handovers.loading import get_handover
from services.packs.pack_files import draw_pack_files
from services.plugins import render_more
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_settings, get_store, now


@step("draw documents of")
def draw_documents(reference: str) -> None:
    """Draw PDF, DOCX, HTML, calendar and lists of the newest edition, once for each edition."""
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
