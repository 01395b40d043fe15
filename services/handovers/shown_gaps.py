"""Shown gaps: those that people may read. A gap names the record that it is about.

A file of its own: gaps follow editions, and what was withdrawn with one is said by no gap either.
"""

from sqlmodel import Session, col, select

from models.gap import Gap
from models.handover import Handover
from models.record import PackEdition
from models.words import GapKind
from services.handovers.editions import get_pack
from services.handovers.reception import list_gap_rows


def list_shown_gaps(session: Session, handover: Handover) -> list[Gap]:
    """Return the gaps of a handover but for those that only withdrawn editions had."""
    query = select(PackEdition).where(PackEdition.handover_id == handover.id)
    editions = session.exec(query.order_by(col(PackEdition.id))).all()
    rows = list_gap_rows(session, handover)
    if all(edition.withdrawn_at is None for edition in editions):
        return rows
    shown = {
        (GapKind(gap.kind), gap.what)
        for edition in editions
        if edition.withdrawn_at is None
        for gap in get_pack(edition).gaps
    }
    return [row for row in rows if not row.kind.is_of_an_edition or (row.kind, row.what) in shown]
