"""Carrying out: purges that are due, and documents that name somebody who was erased."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.handover import Handover
from models.outbox import SystemMark
from models.record import Delivery, PackEdition
from services.handovers.deliveries import deliver
from services.handovers.drawings import keep_files, locate_files
from services.handovers.editions import get_pack
from services.handovers.reading import get_handover
from services.packs.documents import draw_pack_files
from services.retention.erasing import REDRAW
from services.retention.purging import list_purgeable, purge_rows, remove_files
from services.store import Store

AT_ONCE = 50


def purge_due(store: Store, data: Path, now: datetime) -> tuple[str, ...]:
    """Purge the handovers whose time is over, some at a time; return their references."""
    with store.read() as session:
        due = [one.reference for one in list_purgeable(session, now.date(), AT_ONCE)]
    for reference in due:
        remove_files(data, reference)
        with store.write() as session:
            handover = get_handover(session, reference)
            # Somebody may have laid a hold on it meanwhile.
            if not handover.legal_hold and handover.purged_at is None:
                purge_rows(session, handover, now)
    return tuple(due)


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
            handover = get_handover(session, reference)
            if _has_target(session, handover):
                deliver(session, handover, data, now)
            mark = session.get(SystemMark, REDRAW + reference)
            if mark is not None:
                session.delete(mark)
    return tuple(references)


def _redraw(store: Store, data: Path, reference: str) -> None:
    with store.read() as session:
        handover = get_handover(session, reference)
        query = select(PackEdition).where(PackEdition.handover_id == handover.id)
        editions = list(session.exec(query))
    for edition in editions:
        files, _ = draw_pack_files(get_pack(edition), data / "cache")
        with store.write() as session:
            keep_files(session, edition, locate_files(data, handover, edition), files)


def _has_target(session: Session, handover: Handover) -> bool:
    query = select(Delivery).where(Delivery.handover_id == handover.id)
    return session.exec(query).first() is not None
