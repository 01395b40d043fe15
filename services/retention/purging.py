"""Purging: takes everything that a handover held away, provably, once its time is over.

The rows go in one transaction, which leaves a mark; the files go after it, then the mark. A purge
that is killed in between has its mark, and the next one finishes it. What is deleted leaves no
readable trace in the file of the database.
"""

import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, or_, select

from models.acting import Actor
from models.audit import AuditAction
from models.found import FoundItem
from models.gap import Gap
from models.handover import FinishedStep, Handover, HandoverPart, Person, RiskScore, Source
from models.harvest_rows import (
    ContactRow,
    Content,
    DocumentRow,
    EntryRow,
    FindingRow,
    FoundFileRow,
    ThreadRow,
)
from models.mail import Invitation, Mail
from models.outbox import SystemMark
from models.participant import PartChange, Participant
from models.permission import SourcePermission
from models.plan import StepAct
from models.proposal import Proposal
from models.reception import ReadBack, Survey
from models.record import Answer, Delivery, PackEdition, PackFile, Record
from models.signing import ReviewComment, SignOff
from models.states import ENDED_STATES
from services.acts.rights import Action, check_staff, list_own
from services.acts.traces import SYSTEM
from services.audit import append_event
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.retention_policy import find_keep_until, get_retention_policy
from services.retention.named_people import fade, is_named, list_people_of


def overwrite_deleted(session: Session) -> None:
    """Let SQLite write zeros over what this connection deletes; PostgreSQL has its VACUUM."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


REMOVE = "remove:"
"""Marks, by reference, the purged handovers whose files are still to be removed."""
FOLDERS = ("packs", "bags", "fetched")
"""Folders of the data folder that hold a folder for each handover."""
_PARTS: tuple[type[HandoverPart], ...] = (
    *(PartChange, Proposal, FindingRow, ReviewComment, Record, Answer),
    *(DocumentRow, ContactRow, EntryRow, ThreadRow, FoundItem, SourcePermission),
    *(SignOff, ReadBack, Survey, Gap, Delivery, Invitation, RiskScore, FinishedStep, Participant),
)
"""In an order in which nothing that is left refers to what is gone."""


class Purger(NamedTuple):
    """Who purges: in which offices, by id, and but for which handovers of their own."""

    actor: str
    offices: frozenset[int]
    own: frozenset[int]


def get_purger(session: Session, actor: Actor) -> Purger:
    """Return the actor as one who purges.

    Raises:
        NotAllowedError: the actor has no right to it.
    """
    offices = check_staff(actor, Action.purge)
    own = frozenset(one.row_id for one in list_own(session, actor.person_id))
    return Purger(f"person:{actor.person_id}", offices, own)


def list_purgeable(
    session: Session, today: date, limit: int = 50, purger: Purger | None = None
) -> list[Handover]:
    """Return handovers whose time is over, the longest over first: ended, and without a hold.

    Those within the reach of who purges, or all. What `baton run` made has nobody who closes it:
    there its time alone counts.
    """
    newest = date(today.year - get_retention_policy().keep_years, 12, 31)
    query = select(Handover).where(
        col(Handover.purged_at).is_(None),
        col(Handover.last_working_on) <= newest,
        col(Handover.legal_hold).is_(False),
        or_(col(Handover.has_people).is_(False), col(Handover.state).in_(ENDED_STATES)),
    )
    if purger is not None:
        query = query.where(
            col(Handover.office_id).in_(purger.offices), col(Handover.id).not_in(purger.own)
        )
    over = [
        handover
        for handover in session.exec(query.order_by(col(Handover.last_working_on)))
        if _is_over(handover, today)
    ]
    return over[:limit]


def is_purgeable(handover: Handover, today: date) -> bool:
    """Whether a handover's time is over: also asked of one that was listed a moment ago."""
    has_ended = not handover.has_people or handover.state.has_ended
    return has_ended and handover.purged_at is None and _is_over(handover, today)


def purge_handover(session: Session, handover: Handover, now: datetime, actor: str = SYSTEM) -> int:
    """Delete everything that the handover held, but for its reference, its plan and its audit.

    People of whom nothing else is known fade as well. Of contents those stay that another handover
    has read too. The same case can be opened again, as another one.

    Returns:
        How many records it had.
    """
    session.merge(SystemMark(name=REMOVE + handover.reference, at=now))
    overwrite_deleted(session)
    records, documents = (_count(session, handover, table) for table in (Record, DocumentRow))
    people = list_people_of(session, handover)
    _delete_editions(session, handover)
    _delete_sources(session, handover)
    session.exec(delete(Mail).where(col(Mail.handover_id) == handover.id))
    for part in _PARTS:
        session.exec(delete(part).where(col(part.handover_id) == handover.id))
    handover.sqlmodel_update(
        {
            "purged_at": now,
            "exclude": (),
            "case_key": f"purged {handover.reference}",
            "input_digest": "",
        }
    )
    session.add(handover)
    session.flush()
    end_steps(session, list_open_steps(session, handover, StepAct.purge), now)
    _fade_unnamed(session, people, get_retention_policy().colleague.say(handover.language))
    action = AuditAction.purged.format(records=records, documents=documents)
    append_event(session, now, actor, action, handover.reference)
    return records


def remove_files(data: Path, reference: str) -> None:
    """Remove what the data folder holds of a handover; nothing happens where that is gone."""
    for folder in FOLDERS:
        for path in (
            data / folder / reference,
            # What a bag leaves beside it: docs/formats.md.
            *(data / folder).glob(f"{reference}.changed-*"),
            *(data / folder).glob(f".{reference}.*"),
        ):
            shutil.rmtree(path, ignore_errors=True)


def _is_over(handover: Handover, today: date) -> bool:
    until = find_keep_until(handover)
    return until is not None and until < today


def _fade_unnamed(session: Session, people: Iterable[int], words: str) -> None:
    for person_id in sorted(people):
        if not is_named(session, person_id):
            fade(session, session.get_one(Person, person_id), words)


def _count(session: Session, handover: Handover, table: type[HandoverPart]) -> int:
    query = select(func.count()).select_from(table).where(col(table.handover_id) == handover.id)
    return session.exec(query).one()


def _delete_editions(session: Session, handover: Handover) -> None:
    mine = select(PackEdition.id).where(PackEdition.handover_id == handover.id)
    session.exec(delete(PackFile).where(col(PackFile.edition_id).in_(mine)))
    session.exec(delete(PackEdition).where(col(PackEdition.handover_id) == handover.id))


def _delete_sources(session: Session, handover: Handover) -> None:
    """Delete what was listed, and what was read of contents that no other handover has."""
    sources = select(Source.id).where(Source.handover_id == handover.id)
    mine = select(FoundFileRow.sha256).where(col(FoundFileRow.source_id).in_(sources))
    others = select(FoundFileRow.sha256).where(col(FoundFileRow.source_id).not_in(sources))
    read = col(Content.sha256)
    session.exec(delete(Content).where(read.in_(mine), read.not_in(others)))
    for part in (FindingRow, SourcePermission):
        session.exec(delete(part).where(col(part.handover_id) == handover.id))
    session.exec(delete(FoundFileRow).where(col(FoundFileRow.source_id).in_(sources)))
    session.exec(delete(Source).where(col(Source.handover_id) == handover.id))
