"""Seeing: how far a handover is, one's own answers, and the files of its pack."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from models.acting import Actor, Role
from models.errors import NotFoundError
from models.handover import Handover
from models.harvest_rows import FindingRow
from models.record import Answer, PackFile, Record
from models.record_kinds import RecordUnion
from models.states import AnswerState
from models.values import Value
from models.words import Audience
from services.acts.leaving import list_warnings_of
from services.acts.rights import (
    KNOW_WHY,
    Action,
    find_roles,
    get_handover_for,
    list_knowing,
    list_visible,
)
from services.handovers.agreements import list_records
from services.handovers.answers import find_answer
from services.handovers.edition_files import (
    FileContent,
    find_file,
    find_readable,
    locate_files,
    read_files,
)
from services.handovers.editions import find_edition
from services.handovers.overview import (
    HandoverView,
    SignatureView,
    StepView,
    find_signature,
    list_steps,
    make_views,
)
from services.handovers.part_changes import ManagerView
from services.handovers.pending_changes import count_to_decide


class ProgressView(HandoverView):
    """How far one handover is, with its dated plan."""

    edition: int | None
    steps: tuple[StepView, ...]
    signature: SignatureView | None
    warnings: tuple[str, ...]
    """For HR alone: who of its people leaves as well, or receives another post."""
    changes_for_you: int
    """How many proposed changes of records wait for the one who looks."""


class HandoverPage(Value):
    """A page of handovers; `next` is where the following one begins, None on the last."""

    handovers: tuple[HandoverView, ...]
    next: int | None


class OwnAnswers(Value):
    """What the actor has answered so far."""

    state: AnswerState
    due_on: date | None
    records: tuple[RecordUnion, ...]
    masked: tuple[str, ...] = ()
    """Where secrets were taken out of them, as sentences without the secret."""


class FileView(Value):
    """A file of the newest whole edition."""

    name: str
    size_bytes: int
    sha256: str


_READERS = frozenset({Role.leaver, Role.manager, Role.km_focal_point})
"""Who reads records of others."""
PAGE = 100
"""How many handovers are listed at a time."""


def list_views(
    session: Session, actor: Actor, today: date, start: int = 0, size: int = PAGE
) -> HandoverPage:
    """Return `size` of the handovers that the actor has a part in, the next last day first."""
    # One more than the page: it says whether another page follows.
    handovers = list_visible(session, actor, start, size + 1)
    listed = handovers[:size]
    views = make_views(session, listed, today, list_knowing(session, actor, listed))
    return HandoverPage(handovers=views, next=start + size if len(handovers) > size else None)


def get_progress(session: Session, actor: Actor, reference: str, today: date) -> ProgressView:
    """Return how far one handover is."""
    handover = get_handover_for(session, actor, reference, Action.see_progress)
    roles = find_roles(session, actor, handover)
    knows_why = bool(roles & KNOW_WHY)
    knowing = frozenset({handover.row_id}) if knows_why else frozenset[int]()
    (view,) = make_views(session, [handover], today, knowing)
    edition = find_edition(session, handover, Audience.successor)
    return ProgressView(
        **view.model_dump(),
        edition=edition.number if edition else None,
        steps=list_steps(session, handover, knows_why=knows_why),
        signature=find_signature(session, handover),
        warnings=_list_warnings(session, handover, actor, roles),
        changes_for_you=count_to_decide(session, handover, actor.person_id, today).total(),
    )


def _list_warnings(
    session: Session, handover: Handover, actor: Actor, roles: frozenset[Role]
) -> tuple[str, ...]:
    is_told = handover.is_running and Role.hr in roles
    return list_warnings_of(session, handover, actor) if is_told else ()


def list_readable(
    session: Session, handover: Handover, actor: Actor
) -> list[tuple[Record, Answer]]:
    """Return the records that the actor may read, with whose they are.

    A peer reads what they wrote themselves. A manager who came later reads what was written before
    as far as the leaver, or who wrote it, agreed to that.
    """
    roles = find_roles(session, actor, handover)
    view = ManagerView(session, handover) if Role.manager in roles else None
    mine = actor.person_id

    def may_read(record: Record, answer: Answer) -> bool:
        is_reader = bool(roles & _READERS) and record.may_be_read(answer, mine, roles)
        return is_reader and (view is None or view.is_open(record, mine))

    return [
        (record, answer)
        for record, answer in list_records(session, handover)
        if answer.person_id == mine or may_read(record, answer)
    ]


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
    places = session.exec(select(FindingRow.place).where(FindingRow.answer_id == answer.id))
    masked = tuple(place for place in places if place)
    return OwnAnswers(state=answer.state, due_on=answer.due_on, records=records, masked=masked)


def list_files(session: Session, actor: Actor, reference: str) -> tuple[FileView, ...]:
    """Return the files of the newest whole edition; empty where there is none yet.

    Raises:
        WrongStateError: it was withdrawn.
    """
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_readable(session, handover)
    if edition is None:
        return ()
    query = select(PackFile).where(PackFile.edition_id == edition.id)
    return tuple(
        FileView(name=file.name, size_bytes=file.size_bytes, sha256=file.sha256)
        for file in session.exec(query.order_by(col(PackFile.name)))
    )


def read_file(session: Session, actor: Actor, reference: str, name: str, data: Path) -> FileContent:
    """Return a file of the newest whole edition; no other is read.

    Raises:
        NotFoundError: there is no edition yet, it has no such file, or the file is damaged.
        WrongStateError: it was withdrawn.
    """
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_readable(session, handover)
    found = None
    if edition is not None:
        found = find_file(session, edition, locate_files(data, handover, edition), name)
    if found is None:
        raise NotFoundError(f'{reference} has no file "{name}" yet.')
    return found


def read_pack(session: Session, actor: Actor, reference: str, data: Path) -> Mapping[str, bytes]:
    """Return all files of the newest whole edition by name; empty where there is none yet.

    Raises:
        WrongStateError: it was withdrawn.
    """
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_readable(session, handover)
    if edition is None:
        return {}
    return read_files(session, edition, locate_files(data, handover, edition))
