"""Carrying out: purges that are due, and documents that name somebody who was erased."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.handover import Handover
from models.outbox import SystemMark
from models.record import PackEdition
from services.handovers.deliveries import deliver_again
from services.handovers.editions import get_pack, keep_files, locate_files
from services.handovers.loading import get_handover
from services.packs.pack_files import draw_pack_files
from services.plugins import render_more
from services.retention.erasing import REDRAW
from services.retention.purging import is_purgeable, list_purgeable, purge_handover
from services.store import Store

AT_ONCE = 50


def purge_due(store: Store, data: Path, now: datetime) -> tuple[str, ...]:
    """Purge the handovers whose time is over, some at a time; return their references."""
    with store.read() as session:
        due = [one.reference for one in list_purgeable(session, now.date(), AT_ONCE)]
    purged = []
    for reference in due:
        with store.write() as session:
            handover = get_handover(session, reference)
            # Somebody may have laid a hold on it meanwhile, or taken it up again.
            if is_purgeable(handover, now.date()):
                purge_handover(session, handover, data, now)
                purged.append(reference)
    return tuple(purged)


def redraw_marked(store: Store, data: Path, now: datetime) -> tuple[str, ...]:
    """Draw again and deliver what named somebody who was erased; return the references.

    It may be killed anywhere: the mark goes last.
    """
    with store.read() as session:
        query = select(SystemMark.name).where(col(SystemMark.name).startswith(REDRAW))
        references = [name.removeprefix(REDRAW) for name in session.exec(query)]
    for reference in references:
        _redraw(store, data, reference)
        with store.write() as session:
            deliver_again(session, get_handover(session, reference), data, now)
            mark = session.get(SystemMark, REDRAW + reference)
            if mark is not None:
                session.delete(mark)
    return tuple(references)


def _redraw(store: Store, data: Path, reference: str) -> None:
    with store.read() as session:
        handover = get_handover(session, reference)
        editions = _list_drawn(session, handover, data)
    for edition in editions:
        # Drawn outside any transaction: it takes seconds, and others must be able to write.
        files, _ = draw_pack_files(get_pack(edition), data / "cache")
        files |= render_more(files["pack.json"], frozenset(files))
        with store.write() as session:
            keep_files(session, edition, locate_files(data, handover, edition), files)


def _list_drawn(session: Session, handover: Handover, data: Path) -> list[PackEdition]:
    query = select(PackEdition).where(PackEdition.handover_id == handover.id)
    editions = session.exec(query.order_by(col(PackEdition.id)))
    return [one for one in editions if locate_files(data, handover, one).is_dir()]
