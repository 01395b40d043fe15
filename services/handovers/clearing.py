"""Clearing: deletes what was made from an earlier input; cancels a run without people."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.audit import AuditAction
from models.errors import WrongStateError
from models.found import FoundItem
from models.handover import FinishedStep, Handover, HandoverPart, PlanStep, RiskScore, Source
from models.harvest_rows import (
    ContactRow,
    DocumentRow,
    EntryRow,
    FindingRow,
    FoundFileRow,
    ThreadRow,
)
from models.participant import Participant
from models.permission import SourcePermission
from models.record import Answer, Record
from models.states import HandoverState
from services.audit import append_event
from services.handovers.loading import get_handover

_HARVESTED: tuple[type[HandoverPart], ...] = (DocumentRow, ContactRow, EntryRow, ThreadRow)
_GIVEN: tuple[type[HandoverPart], ...] = (
    FindingRow,
    Record,
    Answer,
    PlanStep,
    RiskScore,
    FinishedStep,
    Participant,
)


def clear_given(session: Session, handover: Handover) -> None:
    """Delete what was given and what was made from it; contents that were read once stay."""
    clear_harvested(session, handover)
    for table in _GIVEN:
        session.exec(delete(table).where(col(table.handover_id) == handover.id))
    for table in (SourcePermission, FoundItem):
        session.exec(delete(table).where(col(table.handover_id) == handover.id))
    sources = [source.id for source in list_sources(session, handover)]
    session.exec(delete(FoundFileRow).where(col(FoundFileRow.source_id).in_(sources)))
    session.exec(delete(Source).where(col(Source.handover_id) == handover.id))


def clear_harvested(session: Session, handover: Handover) -> None:
    """Delete what the harvest made of the contents, so that it can be written again."""
    for table in _HARVESTED:
        session.exec(delete(table).where(col(table.handover_id) == handover.id))
    # Findings of places and of answers are written, and replaced, with their listing and answer.
    of_content = col(FindingRow.source_id).is_(None) & col(FindingRow.answer_id).is_(None)
    mine = col(FindingRow.handover_id) == handover.id
    session.exec(delete(FindingRow).where(mine & of_content))


def list_sources(session: Session, handover: Handover) -> list[Source]:
    """Return the sources in the order of the case file."""
    query = select(Source).where(Source.handover_id == handover.id)
    return list(session.exec(query.order_by(col(Source.position))))


def cancel_handover(session: Session, reference: str, now: datetime) -> None:
    """Cancel the handover; nothing is deleted, and the same case can be opened again.

    Raises:
        NotFoundError: there is none of this reference.
        WrongStateError: it is closed or cancelled already, or has people, of whom HR cancels.
    """
    handover = get_handover(session, reference)
    if handover.has_people:
        raise WrongStateError(
            f"{reference} has people in it. HR cancels it: baton cancel {reference} --as EMAIL."
        )
    handover.move_to(HandoverState.cancelled)
    session.add(handover)
    append_event(session, now, "hr", AuditAction.cancelled, reference)
