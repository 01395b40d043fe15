"""Purging: takes everything that a handover held away, provably, once its time is over.

Files go first and rows after them, in one transaction: a purge that is killed in between has rows
that name files which are gone, and is finished by the next.
"""

import shutil
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, delete, or_, select

from models.gap import Gap
from models.handover import FinishedStep, Handover, HandoverPart, Person, RiskScore, Source
from models.harvested import (
    CalendarEntry,
    Contact,
    Content,
    Document,
    FindingRow,
    FoundFileRow,
    OpenThread,
)
from models.mail import Invitation, Mail, MailBlock
from models.plan import StepAct
from models.reception import ReadBack, Survey
from models.record import Answer, Delivery, PackEdition, PackFile, Record
from models.signing import Remark, SignOff, StruckEntry
from models.states import HandoverState
from services.audit import append_event
from services.handovers.plans import end_steps, list_open_steps
from services.retention.people import fade, is_named_elsewhere
from services.retention.policy import find_keep_until

FOLDERS = ("packs", "bags", "fetched")
"""Folders of the data folder that hold a folder for each handover."""
_ENDED = (HandoverState.closed, HandoverState.cancelled)
_PARTS: tuple[type[HandoverPart], ...] = (
    *(FindingRow, Remark, Record, Answer, Document, Contact, CalendarEntry, OpenThread),
    *(StruckEntry, SignOff, ReadBack, Survey, Gap, Delivery, Invitation, RiskScore, FinishedStep),
)
"""In an order in which nothing that is left refers to what is gone."""


def list_purgeable(session: Session, today: date, limit: int = 50) -> list[Handover]:
    """Return handovers whose time is over, the longest over first: ended, and without a hold.

    What `baton run` made has nobody who closes it: there its time alone counts.
    """
    query = select(Handover).where(
        col(Handover.purged_at).is_(None),
        col(Handover.legal_hold).is_(False),
        or_(col(Handover.has_people).is_(False), col(Handover.state).in_(_ENDED)),
    )
    over = [
        handover
        for handover in session.exec(query.order_by(col(Handover.last_working_on)))
        if (until := find_keep_until(handover)) and until < today
    ]
    return over[:limit]


def remove_files(data: Path, reference: str) -> None:
    """Remove what the data folder holds of a handover; nothing happens where that is gone."""
    for folder in FOLDERS:
        shutil.rmtree(data / folder / reference, ignore_errors=True)


def purge_rows(session: Session, handover: Handover, now: datetime) -> int:
    """Delete everything that the handover held, but for its reference, its plan and its audit.

    People of whom nothing else is known fade as well.

    Returns:
        How many records it had.
    """
    count = len(session.exec(select(Record.id).where(Record.handover_id == handover.id)).all())
    _delete_editions(session, handover)
    _delete_sources(session, handover)
    session.exec(delete(Mail).where(col(Mail.handover_id) == handover.id))
    for table in _PARTS:
        session.exec(delete(table).where(col(table.handover_id) == handover.id))
    handover.purged_at, handover.exclude = now, ()
    session.add(handover)
    session.flush()
    end_steps(session, list_open_steps(session, handover, StepAct.purge), now)
    for person_id in {handover.leaver_id, handover.manager_id, handover.receiver_id}:
        if person_id is not None and not is_named_elsewhere(session, person_id, handover):
            session.exec(delete(MailBlock).where(col(MailBlock.person_id) == person_id))
            fade(session.get_one(Person, person_id), "")
    append_event(session, now, "system", f"purged {count} records", handover.reference)
    return count


def _delete_editions(session: Session, handover: Handover) -> None:
    mine = select(PackEdition.id).where(PackEdition.handover_id == handover.id)
    session.exec(delete(PackFile).where(col(PackFile.edition_id).in_(mine)))
    session.exec(delete(PackEdition).where(col(PackEdition.handover_id) == handover.id))


def _delete_sources(session: Session, handover: Handover) -> None:
    """Delete what was listed, and what was read of contents that no other handover has."""
    sources = select(Source.id).where(Source.handover_id == handover.id)
    listed = col(FoundFileRow.source_id).in_(sources)
    mine = set(session.exec(select(FoundFileRow.sha256).where(listed)))
    session.exec(delete(FindingRow).where(col(FindingRow.handover_id) == handover.id))
    session.exec(delete(FoundFileRow).where(listed))
    kept = set(session.exec(select(FoundFileRow.sha256).where(col(FoundFileRow.sha256).in_(mine))))
    session.exec(delete(Content).where(col(Content.sha256).in_(mine - kept)))
    session.exec(delete(Source).where(col(Source.handover_id) == handover.id))
