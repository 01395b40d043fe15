"""Loading: a handover as frozen values, put together from its rows."""

from datetime import date
from typing import NamedTuple, TypeVar

from sqlmodel import Session, SQLModel, col, func, select

from models.audit import AuditEvent
from models.case_file import CaseFile, PostEntry, ReceiverEntry, RiskScores
from models.errors import NotFoundError, TemporaryError
from models.handover import (
    FinishedStep,
    Handover,
    HandoverPart,
    Post,
    RiskScore,
    Source,
)
from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
    SourceSummary,
)
from models.harvest_rows import ContactRow, DocumentRow, EntryRow, FindingRow, ThreadRow
from models.office import ROOT_OFFICE_ID, Office
from models.values import Value
from services.audit import OF_NO_HANDOVER
from services.handovers.people import get_entry

V = TypeVar("V", bound=Value)


def get_handover(session: Session, reference: str) -> Handover:
    """Return the handover.

    Raises:
        NotFoundError: there is none of this reference.
    """
    query = select(Handover).where(Handover.reference == reference)
    handover = session.exec(query).one_or_none()
    if handover is None:
        raise NotFoundError(
            f'there is no handover "{reference}": baton list shows those there are.'
        )
    return handover


class Version(NamedTuple):
    """How far a handover had come: its newest event of the audit chain, and its finished steps."""

    event: int
    steps: tuple[tuple[str, str], ...]


def find_version(session: Session, handover: Handover) -> Version:
    """Return what changes with each act on the handover, and with each erasure of a person."""
    events = select(func.max(AuditEvent.id)).where(
        col(AuditEvent.handover).in_((handover.reference, OF_NO_HANDOVER))
    )
    steps = select(FinishedStep.step, FinishedStep.input_digest).where(
        FinishedStep.handover_id == handover.id
    )
    return Version(session.exec(events).one() or 0, tuple(sorted(session.exec(steps).all())))


def get_unchanged(session: Session, reference: str, version: Version) -> Handover:
    """Return the handover as it was when it had this version.

    Raises:
        TemporaryError: somebody has acted on it since.
    """
    handover = get_handover(session, reference)
    if find_version(session, handover) != version:
        raise TemporaryError(f"{reference} was changed meanwhile: do it again as it is now.")
    return handover


def get_case(session: Session, handover: Handover) -> CaseFile:
    """Return the case as its file said it."""
    scores = session.exec(select(RiskScore).where(RiskScore.handover_id == handover.id))
    # Not judged again: a case of an earlier version may say what no file may say now.
    return CaseFile.model_construct(
        format="baton-case/1",
        leaver=get_entry(session, handover, handover.leaver_id),
        post=get_post(session, handover),
        kind=handover.kind,
        notice_on=handover.notice_on,
        last_working_on=handover.last_working_on,
        manager=get_entry(session, handover, handover.manager_id),
        receiver=_receiver(session, handover),
        language=handover.language,
        depth=handover.asked_depth or "auto",
        legal_hold=handover.legal_hold,
        risk=RiskScores(**{score.dimension: score.score for score in scores}),
        exclude=handover.exclude,
        holidays=handover.holidays,
        office=_office(session, handover),
    )


def get_post(session: Session, handover: Handover) -> PostEntry:
    """Return the post."""
    post = session.get_one(Post, handover.post_id)
    return PostEntry(
        title=post.title,
        unit=post.unit or None,
        duty_station=post.duty_station or None,
        family=post.family,
    )


def get_facts(session: Session, handover: Handover) -> HarvestFacts:
    """Return everything that the harvest found, in its order."""
    return HarvestFacts(
        documents=_values(session, handover, DocumentRow, HarvestedDocument),
        contacts=_values(session, handover, ContactRow, HarvestedContact),
        calendar=_values(session, handover, EntryRow, HarvestedEntry),
        threads=_values(session, handover, ThreadRow, HarvestedThread),
        findings=_values(session, handover, FindingRow, Finding),
        sources=_values(session, handover, Source, SourceSummary),
    )


def get_today(handover: Handover, now: date) -> date:
    """Return the handover's own day: the fixed clock of a run without people, else `now`."""
    return handover.clock_on or now


def _values(
    session: Session, handover: Handover, table: type[HandoverPart], kind: type[V]
) -> tuple[V, ...]:
    query = select(table).where(col(table.handover_id) == handover.id)
    rows = session.exec(query.order_by(col(table.id)))  # type: ignore[attr-defined]  # all are Keyed
    return tuple(row_to_value(row, kind) for row in rows)


def row_to_value(row: SQLModel, kind: type[V]) -> V:
    """Return the row's columns as a value whose fields have the same names."""
    return kind.model_validate({name: getattr(row, name) for name in kind.model_fields})


def _office(session: Session, handover: Handover) -> str | None:
    """Return the key of the office; None for the root, which a case need not name."""
    office = session.get_one(Office, handover.office_id)
    return None if office.row_id == ROOT_OFFICE_ID else office.key


def _receiver(session: Session, handover: Handover) -> ReceiverEntry | None:
    if handover.receiver_id is None or handover.receiver_role is None:
        return None
    person = get_entry(session, handover, handover.receiver_id)
    return ReceiverEntry.model_construct(
        name=person.name,
        email=person.email,
        role=handover.receiver_role,
        starts_on=handover.receiver_starts_on,
    )
