"""Seeing: how far a handover is, one's own answers, and the files of its pack."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.acting import Actor
from models.errors import NotFoundError
from models.handover import Handover
from models.record import PackFile, Record
from models.record_kinds import RecordUnion
from models.states import AnswerState, HandoverState, StepState
from models.values import Value
from models.words import Audience
from services.acts.rights import Action, get_handover_for, list_visible
from services.handovers.answers import find_answer
from services.handovers.editions import find_edition, locate_files, read_files
from services.handovers.gates import Wait, list_waits
from services.handovers.plans import list_plan


class StepView(Value):
    """A step of the plan: whose by role, due when, how far."""

    key: str
    owner: str
    due_on: date
    state: StepState
    ended_at: datetime | None


class HandoverView(Value):
    """One handover as a list shows it: no names, no reason."""

    reference: str
    state: HandoverState
    last_working_on: date
    stage: str
    waits_for: str | None
    due_on: date | None
    is_overdue: bool
    legal_hold: bool


class ProgressView(HandoverView):
    """How far one handover is, with its dated plan."""

    edition: int | None
    steps: tuple[StepView, ...]


class OwnAnswers(Value):
    """What the actor has answered so far."""

    state: AnswerState
    due_on: date | None
    records: tuple[RecordUnion, ...]


class FileView(Value):
    """A file of the newest edition."""

    name: str
    size_bytes: int
    sha256: str


def list_views(session: Session, actor: Actor, today: date) -> tuple[HandoverView, ...]:
    """Return the handovers that the actor has a part in, the next last working day first."""
    handovers = list_visible(session, actor)
    waits = list_waits(session, handovers)
    return tuple(_view(one, next(iter(waits[one.row_id]), None), today) for one in handovers)


def get_progress(session: Session, actor: Actor, reference: str, today: date) -> ProgressView:
    """Return how far one handover is."""
    handover = get_handover_for(session, actor, reference, Action.see_progress)
    wait = next(iter(list_waits(session, [handover])[handover.row_id]), None)
    edition = find_edition(session, handover, Audience.successor)
    steps = tuple(
        StepView.model_validate({name: getattr(step, name) for name in StepView.model_fields})
        for step in list_plan(session, handover)
    )
    view = _view(handover, wait, today).model_dump()
    return ProgressView(**view, edition=edition.number if edition else None, steps=steps)


def get_own_answers(session: Session, actor: Actor, reference: str) -> OwnAnswers:
    """Return the actor's interview.

    Raises:
        NotFoundError: the actor was not asked.
    """
    handover = get_handover_for(session, actor, reference, Action.answer)
    answer = find_answer(session, handover, actor.person_id)
    if answer is None:
        raise NotFoundError(f"you have not been asked in {reference}.")
    query = select(Record).where(Record.answer_id == answer.id).order_by(col(Record.position))
    records = tuple(record.content for record in session.exec(query))
    return OwnAnswers(state=answer.state, due_on=answer.due_on, records=records)


def list_files(session: Session, actor: Actor, reference: str) -> tuple[FileView, ...]:
    """Return the files of the newest edition; empty where there is none yet."""
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_edition(session, handover, Audience.successor)
    if edition is None:
        return ()
    query = select(PackFile).where(PackFile.edition_id == edition.id)
    return tuple(
        FileView(name=file.name, size_bytes=file.size_bytes, sha256=file.sha256)
        for file in session.exec(query.order_by(col(PackFile.name)))
    )


def read_file(session: Session, actor: Actor, reference: str, name: str, data: Path) -> bytes:
    """Return a file of the newest edition.

    Raises:
        NotFoundError: there is no edition yet, or it has no such file.
    """
    files = read_pack(session, actor, reference, data)
    if name not in files:
        raise NotFoundError(f'{reference} has no file "{name}" yet.')
    return files[name]


def read_pack(session: Session, actor: Actor, reference: str, data: Path) -> Mapping[str, bytes]:
    """Return all files of the newest edition by name; empty where there is none yet."""
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_edition(session, handover, Audience.successor)
    if edition is None:
        return {}
    return read_files(session, edition, locate_files(data, handover, edition))


def _view(handover: Handover, wait: Wait | None, today: date) -> HandoverView:
    is_waiting = handover.is_running and wait is not None
    return HandoverView(
        reference=handover.reference,
        state=handover.state,
        last_working_on=handover.last_working_on,
        stage=str(wait.gate) if wait and is_waiting else str(handover.state),
        waits_for=wait.owner if wait and is_waiting else None,
        due_on=wait.due_on if wait and is_waiting else None,
        is_overdue=bool(wait and is_waiting and wait.due_on < today),
        legal_hold=handover.legal_hold,
    )
