"""Taking back: what was found in a source goes, with what was read of it; nothing is left to show.

A file of its own: a no to a source and a private mark both need it, and neither knows the other.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.handover import FinishedStep, Handover, Source
from models.harvest_rows import Content, FindingRow, FoundFileRow
from services.handovers.clearing import clear_harvested
from services.handovers.plans import finish_step

_TAKEN_BACK = "taken_back"


def forget_source(session: Session, handover: Handover, source: Source, now: datetime) -> None:
    """Delete what was listed and read of a source, and everything that was made of it.

    What other sources say is made again by the next run. Contents that another source has stay.
    """
    finish_step(session, handover, _TAKEN_BACK, str(source.row_id), now)
    listed = select(FoundFileRow.sha256).where(FoundFileRow.source_id == source.id)
    mine = set(session.exec(listed))
    session.exec(delete(FoundFileRow).where(col(FoundFileRow.source_id) == source.id))
    session.exec(delete(FindingRow).where(col(FindingRow.source_id) == source.id))
    forget_contents(session, mine)
    source.sqlmodel_update(
        {
            "listed_for": "",
            **dict.fromkeys(("files", "read", "skipped", "unreadable", "messages", "entries"), 0),
        }
    )
    session.add(source)
    clear_harvested(session, handover)
    make_again(session, handover)


def note_found_again(session: Session, handover: Handover) -> bool:
    """Note that all was found again that may be; return whether something was taken back before."""
    taken = session.get(FinishedStep, (handover.row_id, _TAKEN_BACK))
    if taken is not None:
        session.delete(taken)
    return taken is not None


def forget_left_out(session: Session, source: Source, kept: Collection[str]) -> None:
    """Delete the files of a source but for these paths: a word in them keeps the others out."""
    query = select(FoundFileRow).where(FoundFileRow.source_id == source.id)
    left_out = [row for row in session.exec(query) if row.path not in kept]
    for row in left_out:
        session.delete(row)
    session.flush()
    forget_contents(session, {row.sha256 for row in left_out})


def forget_contents(session: Session, keys: Collection[str]) -> None:
    """Delete what was read of these contents, unless a file that is still listed has them."""
    wanted = sorted(keys)
    for at in range(0, len(wanted), 500):
        some = wanted[at : at + 500]
        still = select(FoundFileRow.sha256).where(col(FoundFileRow.sha256).in_(some))
        gone = col(Content.sha256).in_(some) & col(Content.sha256).not_in(still)
        session.exec(delete(Content).where(gone))


def make_again(session: Session, handover: Handover) -> None:
    """Let the next run make of the sources again what may be made of them."""
    steps = col(FinishedStep.step).in_(("harvest", "make_sense"))
    mine = col(FinishedStep.handover_id) == handover.id
    session.exec(delete(FinishedStep).where(mine, steps))
