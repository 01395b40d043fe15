"""Reception: items to take over, the receiver's read-back, and gaps until each is settled."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.gap import Gap
from models.handover import Handover
from models.pack import PackGap
from models.reception import ReadBack
from models.record import Record
from models.record_kinds import TAKEN_OVER
from models.states import GapState, RecordState
from models.words import Audience, GapKind
from services.handovers.agreements import list_records


def list_items(session: Session, handover: Handover) -> list[Record]:
    """Return the items of the newest edition that the receiver may see."""
    return [
        record
        for record, _ in list_records(session, handover)
        if record.kind in TAKEN_OVER
        and record.state.is_offered
        and Audience.successor.may_see(record.audience)
    ]


def list_undecided(session: Session, handover: Handover) -> list[Record]:
    """Return the items that the receiver has neither accepted nor declined."""
    return [r for r in list_items(session, handover) if r.state is RecordState.published]


def list_ownerless(session: Session, handover: Handover) -> list[Record]:
    """Return the items that nobody looks after."""
    return [r for r in list_items(session, handover) if r.owner_id is None]


READ_BACK_KEYS = ("S1", "S2", "S3", "S4", "S5")
"""The questions of the read-back form, by the keys that stand in it."""


def list_read_back(session: Session, handover: Handover) -> dict[str, ReadBack]:
    """Return what the present receiver said back, by question."""
    query = select(ReadBack).where(
        ReadBack.handover_id == handover.id, ReadBack.person_id == handover.receiver_id
    )
    return {row.key: row for row in session.exec(query)}


def is_read_back(session: Session, handover: Handover) -> bool:
    """Whether the present receiver has said the whole of it back."""
    return set(list_read_back(session, handover)) == set(READ_BACK_KEYS)


def list_gap_rows(session: Session, handover: Handover) -> list[Gap]:
    """Return all gaps that the handover ever had, in the order in which they came up."""
    query = select(Gap).where(Gap.handover_id == handover.id)
    return list(session.exec(query.order_by(col(Gap.id))))


def list_open_gaps(session: Session, handover: Handover) -> list[Gap]:
    """Return the gaps that have neither answer nor waiver."""
    return [gap for gap in list_gap_rows(session, handover) if gap.state is GapState.open]


def keep_gaps(session: Session, handover: Handover, gaps: Iterable[PackGap], now: datetime) -> None:
    """Take over the gaps of a new edition: new ones open, those it no longer has are answered."""
    found = {_key(gap.kind, gap.what): gap for gap in gaps}
    for row in list_gap_rows(session, handover):
        if gap := found.pop(row.key, None):
            row.whom_to_ask = gap.whom_to_ask
            if row.is_settled_by_edition:
                row.open_again()
            session.add(row)
        elif row.state is GapState.open and row.kind.is_of_an_edition:
            row.settle(now)
            session.add(row)
    for gap in found.values():
        add_gap(session, handover, GapKind(gap.kind), gap.what, gap.whom_to_ask)


def add_gap(
    session: Session, handover: Handover, kind: GapKind, what: str, whom_to_ask: str | None = None
) -> bool:
    """Open a gap, and return whether it is new; one that is there already stays as it is."""
    key = _key(kind, what)
    query = select(Gap).where(Gap.handover_id == handover.id, Gap.key == key)
    if session.exec(query).one_or_none() is not None:
        return False
    session.add(
        Gap(
            handover_id=handover.row_id,
            key=key,
            kind=kind,
            what=what,
            whom_to_ask=whom_to_ask,
        )
    )
    session.flush()
    return True


def answer_read_back_gap(session: Session, handover: Handover, now: datetime) -> None:
    """Settle the gap that the receiver has not said it back yet."""
    for gap in list_open_gaps(session, handover):
        if gap.kind is GapKind.synthesis_by_receiver:
            gap.settle(now)
            session.add(gap)


def end_waivers(session: Session, handover: Handover, today: date) -> int:
    """Bring back the gaps whose waiver has ended; return how many."""
    ended = [gap for gap in list_gap_rows(session, handover) if gap.has_outlived_waiver(today)]
    for gap in ended:
        gap.open_again()
        session.add(gap)
    return len(ended)


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind}\x1f{what}".encode()).hexdigest()
