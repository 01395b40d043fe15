"""Opening: a case file and answers become a handover in the database, as often as they are given.

A handover is named by its reference, `HO-<year>-<number>`, which may stand anywhere.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.acting import Role
from models.audit import AuditAction
from models.case_file import AnswersFile, CaseFile, PostEntry, ReceiverEntry
from models.errors import InvalidInputError
from models.handover import Handover, Post, RiskScore, Source
from models.office import ROOT_OFFICE_ID
from models.states import HandoverState
from models.values import Value
from models.words import Depth
from services.audit import append_event
from services.cases.source_names import read_form
from services.cases.source_urls import find_host_problem
from services.handovers.answers import MaskedAnswers, add_answers, mask_answers
from services.handovers.asked_leavers import check_nobody_is_asked
from services.handovers.clearing import clear_given
from services.handovers.people import bring_in, keep_person
from services.offices.office_policies import get_office_policy
from services.offices.office_tree import get_office

_NUMBERS = 9999
_LOOK_AHEAD = 20
"""How many numbers are looked up at first: only a year of thousands of exits needs more."""


def choose_reference(session: Session, year: int, case_key: str) -> str:
    """Return a free reference for the case.

    The number is drawn from the case itself, not counted up: the same case file then gives the same
    bytes in every installation, and a reference shows nobody how many people leave. A number that
    is taken passes on to the next free one.
    """
    wanted = int(case_key[:12], 16) % _NUMBERS
    prefix = f"HO-{year}-"
    first, size = 0, _LOOK_AHEAD
    while first < _NUMBERS:
        steps = range(first, min(first + size, _NUMBERS))
        numbers = [f"{prefix}{(wanted + step) % _NUMBERS + 1:04d}" for step in steps]
        query = select(Handover.reference).where(col(Handover.reference).in_(numbers))
        taken = set(session.exec(query))
        if len(taken) < len(numbers):
            return next(number for number in numbers if number not in taken)
        first, size = first + size, size * 4
    of_year = select(func.count()).where(col(Handover.reference).startswith(prefix))
    return f"{prefix}{session.exec(of_year).one() + 1:05d}"


class CaseInput(Value):
    """Everything that is given at the start: the case, the answers, where paths begin, the day.

    `has_people` is False for a run without people, which follows the fixed day `clock_on`.
    """

    case: CaseFile
    answers: tuple[AnswersFile, ...] = ()
    folder: Path
    opened_at: datetime
    has_people: bool = False
    office_id: int | None = None
    """The office that it is opened in; None: the one that the case names, else the root."""

    def digest(self) -> str:
        """Return the SHA-256 over what was given; places of the machine do not count."""
        parts = [self.case.model_dump_json(by_alias=True)]
        parts += [answers.model_dump_json(by_alias=True) for answers in self.answers]
        parts.append(self.opened_at.date().isoformat() if not self.has_people else "")
        return _sha256(parts)

    def case_key(self) -> str:
        """Return the SHA-256 over what makes two inputs the same case."""
        case = self.case
        who = (case.leaver.email.casefold(), case.post.title, case.last_working_on.isoformat())
        return _sha256([*who, "people" if self.has_people else "no people"])


class PreparedCase(NamedTuple):
    """What is given at the start, with all that takes long done: secrets masked, digest taken."""

    given: CaseInput
    digest: str
    answers: tuple[MaskedAnswers, ...]


def prepare_case(given: CaseInput) -> PreparedCase:
    """Return what is given, ready for a transaction."""
    return PreparedCase(given, given.digest(), mask_answers(given.answers))


def open_handover(session: Session, prepared: PreparedCase, who: str = "hr") -> str:
    """Open the handover of this case, or bring the open one up to what is given now.

    Args:
        session: the transaction.
        prepared: the case, outside any transaction.
        who: opens it, as the audit chain says it.

    Returns:
        Its reference, `HO-<year>-<number>`. The same input changes nothing.

    Raises:
        InvalidInputError: the office does not allow a URL that the case names.
        WrongStateError: without people, where the leaver is asked in a handover with people.
    """
    given, digest, answers = prepared
    if not given.has_people:
        check_nobody_is_asked(session, given.case)
    handover = session.exec(
        select(Handover).where(Handover.case_key == given.case_key())
    ).one_or_none()
    if handover is None:
        handover = _new_handover(session, given)
        action = AuditAction.opened
    elif handover.input_digest != digest or handover.state is HandoverState.cancelled:
        clear_given(session, handover)
        handover.move_to(HandoverState.opened)
        action = AuditAction.opened_again
    else:
        _locate_sources(session, handover, given.folder)
        return handover.reference
    handover.input_digest = digest
    _fill_handover(session, handover, given)
    _check_names(session, handover, given.case)
    add_answers(session, handover, answers)
    append_event(session, given.opened_at, who, action, handover.reference)
    return handover.reference


def _new_handover(session: Session, given: CaseInput) -> Handover:
    case = given.case
    office_id = _find_office_id(session, given)
    handover = Handover(
        reference=choose_reference(session, case.last_working_on.year, given.case_key()),
        case_key=given.case_key(),
        input_digest="",
        kind=case.kind,
        language=case.language,
        last_working_on=case.last_working_on,
        has_people=given.has_people,
        post_id=_get_post_id(session, case.post),
        office_id=office_id,
        leaver_id=keep_person(session, case.leaver, office_id).row_id,
        manager_id=keep_person(session, case.manager, office_id).row_id,
        opened_at=given.opened_at,
    )
    session.add(handover)
    session.flush()
    return handover


def _fill_handover(session: Session, handover: Handover, given: CaseInput) -> None:
    case, receiver = given.case, given.case.receiver
    office_id = _find_office_id(session, given)
    handover.sqlmodel_update(
        {
            "office_id": office_id,
            "kind": case.kind,
            "language": case.language,
            "asked_depth": None if case.depth == "auto" else Depth(case.depth),
            "notice_on": case.notice_on,
            "legal_hold": case.legal_hold,
            "holidays": case.holidays,
            "exclude": case.exclude,
            "clock_on": None if given.has_people else given.opened_at.date(),
            "post_id": _get_post_id(session, case.post),
            "leaver_id": bring_in(session, handover, case.leaver, Role.leaver).row_id,
            "manager_id": bring_in(session, handover, case.manager, Role.manager).row_id,
            "receiver_id": _bring_in_receiver(session, handover, receiver),
            "receiver_role": receiver.role if receiver else None,
            "receiver_starts_on": receiver.starts_on if receiver else None,
        }
    )
    session.add(handover)
    for dimension, score in case.risk.model_dump(exclude_none=True).items():
        session.add(RiskScore(handover_id=handover.row_id, dimension=dimension, score=score))
    for position, source in enumerate(case.sources):
        session.add(
            Source(
                handover_id=handover.row_id,
                position=position,
                kind=source.kind,
                path=source.path,
                location=str((given.folder / source.path).resolve()),
            )
        )


def _bring_in_receiver(
    session: Session, handover: Handover, receiver: ReceiverEntry | None
) -> int | None:
    return bring_in(session, handover, receiver, receiver.role).row_id if receiver else None


def _check_names(session: Session, handover: Handover, case: CaseFile) -> None:
    """Check that no source holds a login, and that the office allows each that is a URL.

    Raises:
        InvalidInputError: a sentence for each that is refused; none quotes a secret.
    """
    hosts = get_office_policy(session, handover).url_hosts
    forms = [(source.path, read_form(source.path)) for source in case.sources]
    problems = (
        (number, find_host_problem(path, hosts) if form.is_url else form.fault)
        for number, (path, form) in enumerate(forms, start=1)
    )
    faults = [f"sources {number}, path: {problem}." for number, problem in problems if problem]
    if faults:
        raise InvalidInputError(faults)


def _locate_sources(session: Session, handover: Handover, folder: Path) -> None:
    # The same case may be run from another place: a moved folder is not a changed case.
    for source in session.exec(select(Source).where(Source.handover_id == handover.id)):
        source.location = str((folder / source.path).resolve())
        session.add(source)


def _find_office_id(session: Session, given: CaseInput) -> int:
    if given.office_id is not None:
        return given.office_id
    return get_office(session, given.case.office).row_id if given.case.office else ROOT_OFFICE_ID


def _get_post_id(session: Session, entry: PostEntry) -> int:
    unit, station = entry.unit or "", entry.duty_station or ""
    query = select(Post).where(Post.title == entry.title, Post.unit == unit)
    post = session.exec(query.where(Post.duty_station == station)).one_or_none()
    post = post or Post(title=entry.title, unit=unit, duty_station=station)
    post.family = entry.family
    session.add(post)
    session.flush()
    return post.row_id


def midnight(day_of: datetime) -> datetime:
    """Return the first instant of the day, UTC: what a fixed clock shows."""
    return datetime.combine(day_of.date(), time(), tzinfo=UTC)


def _sha256(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
