"""Outcomes: what came out of a run, in counts.

Listing: the handovers of this installation, and how far each is.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from models.gap import Gap
from models.handover import Handover, PlanStep
from models.record import Record
from models.states import GapState, HandoverState, RecordState, StepState
from models.values import Value
from models.words import Audience, FindingKind
from services.handovers.editions import get_edition, get_pack
from services.handovers.gates import Wait, list_waits
from services.handovers.loading import get_facts, get_handover, get_post


class HandoverLine(Value):
    """One handover as a list shows it: no names. `stage` is the gate, else the state."""

    reference: str
    post: str
    last_working_on: date
    state: HandoverState
    stage: str
    waits_for: str | None
    due_on: date | None
    is_overdue: bool
    records: int
    open_gaps: int


class StepLine(Value):
    """One step of the dated plan."""

    due_on: date
    owner: str
    key: str
    state: StepState
    is_late: bool


def list_handovers(session: Session, today: date) -> tuple[HandoverLine, ...]:
    """Return all handovers, the next last working day first."""
    query = select(Handover).order_by(col(Handover.last_working_on), col(Handover.reference))
    return _make_lines(session, session.exec(query).all(), today)


def get_line(session: Session, reference: str, today: date) -> HandoverLine:
    """Return one handover's line.

    Raises:
        NotFoundError: there is none of this reference.
    """
    (line,) = _make_lines(session, [get_handover(session, reference)], today)
    return line


def list_steps(session: Session, reference: str) -> tuple[StepLine, ...]:
    """Return the dated plan of a handover in its order.

    Raises:
        NotFoundError: there is none of this reference.
    """
    handover = get_handover(session, reference)
    query = select(PlanStep).where(PlanStep.handover_id == handover.id)
    return tuple(
        StepLine(
            due_on=step.due_on,
            owner=step.owner,
            key=step.key,
            state=step.state,
            is_late=step.is_late,
        )
        for step in session.exec(query.order_by(col(PlanStep.position)))
    )


def _make_lines(
    session: Session, handovers: Sequence[Handover], today: date
) -> tuple[HandoverLine, ...]:
    ids = [handover.row_id for handover in handovers]
    waits = list_waits(session, [handover for handover in handovers if handover.is_running])
    standing = col(Record.state) != RecordState.struck_out
    records = _count(session, Record, ids, standing)
    gaps = _count(session, Gap, ids, col(Gap.state) == GapState.open)
    return tuple(
        _make_line(session, one, next(iter(waits.get(one.row_id, ())), None), today).model_copy(
            update={"records": records.get(one.row_id, 0), "open_gaps": gaps.get(one.row_id, 0)}
        )
        for one in handovers
    )


def _count(session: Session, table: Any, handovers: list[int], where: Any) -> Mapping[int, int]:
    query = select(table.handover_id, func.count()).where(where)
    query = query.where(table.handover_id.in_(handovers)).group_by(table.handover_id)
    return dict(session.exec(query).all())


def _make_line(
    session: Session, handover: Handover, wait: Wait | None, today: date
) -> HandoverLine:
    post = get_post(session, handover)
    return HandoverLine(
        reference=handover.reference,
        post=", ".join(filter(None, (post.title, post.unit, post.duty_station))),
        last_working_on=handover.last_working_on,
        state=handover.state,
        stage=wait.gate if wait else handover.state,
        waits_for=wait.owner if wait else None,
        due_on=wait.due_on if wait else None,
        is_overdue=bool(wait and wait.due_on < today),
        records=0,
        open_gaps=0,
    )


class Outcome(Value):
    """What came out of a run."""

    reference: str
    edition: int
    bag: str
    records: int
    gaps: int
    documents: int
    unreadable: int
    contacts: int
    calendar: int
    open_threads: int
    private: int
    secrets: int
    seconds: float


def get_outcome(session: Session, reference: str, target: Path, seconds: float) -> Outcome:
    """Return what came out of a finished run.

    Raises:
        NotFoundError: there is no handover of this reference, or no edition of it yet.
    """
    handover = get_handover(session, reference)
    pack = get_pack(get_edition(session, handover, Audience.successor))
    findings = [finding.kind for finding in get_facts(session, handover).findings]
    return Outcome(
        reference=reference,
        edition=pack.edition,
        bag=str(target / reference),
        records=len(pack.records),
        gaps=len(pack.gaps),
        documents=len(pack.documents),
        unreadable=findings.count(FindingKind.unreadable),
        contacts=len(pack.contacts),
        calendar=len(pack.calendar),
        open_threads=len(pack.open_threads),
        private=findings.count(FindingKind.private),
        secrets=findings.count(FindingKind.secret),
        seconds=round(seconds, 1),
    )
