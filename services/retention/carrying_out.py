"""Carrying out: purges that are due, and documents that name somebody who was erased."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, delete, select

from models.handover import Handover
from models.outbox import REDRAW, SystemMark
from models.record import PackEdition
from models.words import Audience
from services.acts.traces import SYSTEM
from services.handovers.deliveries import gather_bag, list_delivered, write_bags
from services.handovers.edition_files import keep_files, locate_files, staged_files
from services.handovers.editions import find_edition, get_pack
from services.handovers.loading import get_handover
from services.packs.pack_checks import mask_pack
from services.packs.pack_files import draw_pack_files
from services.plugins import render_more
from services.retention.purging import (
    REMOVE,
    Purger,
    is_purgeable,
    list_purgeable,
    purge_handover,
    remove_files,
)
from services.store import Store

AT_ONCE = 50


def purge_due(
    store: Store, data: Path, now: datetime, purger: Purger | None = None
) -> tuple[str, ...]:
    """Purge the handovers whose time is over, some at a time; return their references.

    Those within the reach of who purges, or all.
    """
    with store.read() as session:
        listed = list_purgeable(session, now.date(), AT_ONCE, purger)
        due = [one.reference for one in listed]
    purged = []
    for reference in due:
        with store.write() as session:
            handover = get_handover(session, reference)
            # Somebody may have laid a hold on it meanwhile, or taken it up again.
            if is_purgeable(handover, now.date()):
                purge_handover(session, handover, now, purger.actor if purger else SYSTEM)
                purged.append(reference)
    _remove_marked(store, data)
    return tuple(purged)


def _remove_marked(store: Store, data: Path) -> None:
    """Remove the files of what is purged, also of a purge that was killed before it did so."""
    for mark in _list_marks(store, REMOVE):
        remove_files(data, mark.name.removeprefix(REMOVE))
        _take_off(store, mark)


def redraw_marked(store: Store, data: Path, now: datetime) -> tuple[str, ...]:
    """Draw again and deliver what named somebody who was erased; return the references.

    It may be killed anywhere: the mark goes last.
    """
    marks = _list_marks(store, REDRAW)
    for mark in marks:
        reference = mark.name.removeprefix(REDRAW)
        _redraw(store, data, reference)
        _deliver_again(store, data, reference, now)
        _take_off(store, mark)
    return tuple(mark.name.removeprefix(REDRAW) for mark in marks)


def _list_marks(store: Store, kind: str) -> list[SystemMark]:
    with store.read() as session:
        return list(session.exec(select(SystemMark).where(col(SystemMark.name).startswith(kind))))


def _take_off(store: Store, mark: SystemMark) -> None:
    """Take a mark off, but not a newer one of the same name: there is more to do since."""
    with store.write() as session:
        same = (col(SystemMark.name) == mark.name, col(SystemMark.at) == mark.at)
        session.exec(delete(SystemMark).where(*same))


def _redraw(store: Store, data: Path, reference: str) -> None:
    with store.read() as session:
        handover = get_handover(session, reference)
        editions = _list_drawn(session, handover, data)
    for edition in editions:
        files, _ = draw_pack_files(mask_pack(get_pack(edition)), data / "cache")
        files |= render_more(files["pack.json"], frozenset(files))
        folder = locate_files(data, handover, edition)
        with staged_files(edition, folder, files) as staged, store.write() as session:
            now_kept = session.get(PackEdition, edition.row_id)
            if now_kept is not None and now_kept.sha256 == edition.sha256:
                keep_files(session, edition, staged)


def _deliver_again(store: Store, data: Path, reference: str, now: datetime) -> None:
    """Write the bags that were delivered, and that are still there, as their edition is now."""
    with store.read() as session:
        handover = get_handover(session, reference)
        newest = find_edition(session, handover, Audience.successor)
        is_out = newest is not None and newest.withdrawn_at is None
        targets = list_delivered(session, handover) if is_out else []
        bag = gather_bag(session, handover, data, now) if targets else None
    if bag is not None:
        write_bags(bag, targets)


def _list_drawn(session: Session, handover: Handover, data: Path) -> list[PackEdition]:
    query = select(PackEdition).where(PackEdition.handover_id == handover.id)
    editions = session.exec(query.order_by(col(PackEdition.id)))
    return [one for one in editions if locate_files(data, handover, one).is_dir()]
