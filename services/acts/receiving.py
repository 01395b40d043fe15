"""Receiving: the receiver reads it back, takes over each item, and answers surveys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from sqlmodel import Session, select

from models.acting import Actor
from models.audit import AuditAction
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.handover import Handover
from models.plan import SURVEYS, StepAct
from models.reception import ReadBack, Survey
from models.record import Record
from models.states import HandoverState, RecordState
from models.values import LongText, RowId, Value
from models.words import GapKind
from services.acts.beside import take_typed
from services.acts.rights import Action, get_handover_for
from services.acts.traces import leave_trace, tell_outsiders
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.reception import (
    READ_BACK_KEYS,
    add_gap,
    answer_read_back_gap,
    is_read_back,
    list_items,
    list_read_back,
    list_undecided,
)
from services.secrets.masked_values import Masked

_RECEIVED = (HandoverState.delivered, HandoverState.accepted)


def _read_number(value: object) -> object:
    # In a YAML file of ours every value is a text first.
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class ReadBackTexts(Value):
    """What the receiver says in own words, by question: S1 to S5."""

    texts: Annotated[dict[str, LongText], Field(min_length=1, max_length=5)]


class SurveyAnswers(Value):
    """What the receiver says at day 7, 30 or 90 of what was handed over."""

    day: Annotated[Literal[7, 30, 90], BeforeValidator(_read_number)]
    used: LongText = ""
    wrong: LongText = ""
    missing: LongText = ""
    rating: Annotated[int, Field(ge=1, le=5)] | None = None


class OfferedItem(Value):
    """An item of the pack, and whether the receiver has taken it over."""

    id: int
    kind: str
    title: str
    state: RecordState
    declined_because: str | None


def list_offered(session: Session, actor: Actor, reference: str) -> tuple[OfferedItem, ...]:
    """Return what is there to be taken over, in the order of capture.

    Raises:
        WrongStateError: there is no pack yet.
    """
    handover = _get_received(session, actor, reference, Action.accept)
    return tuple(
        OfferedItem(
            id=record.row_id,
            kind=record.kind,
            title=record.content.title,
            state=record.state,
            declined_because=record.declined_because,
        )
        for record in list_items(session, handover)
    )


def read_back(
    session: Session, actor: Actor, reference: str, given: Masked[ReadBackTexts], now: datetime
) -> None:
    """Keep what the receiver said back; with all five questions it is complete.

    Raises:
        InvalidInputError: a key that the form does not have, or an empty answer.
        WrongStateError: there is no pack to read back yet.
    """
    handover = _get_received(session, actor, reference, Action.read_back)
    texts = take_typed(session, handover, given).texts
    _check_read_back(texts)
    rows = list_read_back(session, handover)
    for key, text in texts.items():
        row = rows.get(key) or ReadBack(
            handover_id=handover.row_id, person_id=actor.person_id, key=key, text="", at=now
        )
        row.text, row.at = text, now
        session.add(row)
    session.flush()
    if is_read_back(session, handover):
        end_steps(session, list_open_steps(session, handover, StepAct.read_back), now)
        answer_read_back_gap(session, handover, now)
        _complete_acceptance(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.read_back, now)


def accept(session: Session, actor: Actor, reference: str, record_id: int, now: datetime) -> None:
    """Take over one item; the receiver owns it from now on.

    Raises:
        NotFoundError: the pack has no such item.
        WrongStateError: it was accepted already.
    """
    handover = _get_received(session, actor, reference, Action.accept)
    record = _get_item(session, handover, record_id)
    _accept(session, record, actor)
    _complete_acceptance(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.accepted, now)


def accept_all(session: Session, actor: Actor, reference: str, now: datetime) -> int:
    """Take over everything that is neither accepted nor declined; return how many items."""
    handover = _get_received(session, actor, reference, Action.accept)
    items = list_undecided(session, handover)
    for record in items:
        _accept(session, record, actor)
    _complete_acceptance(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.accepted_all, now, count=len(items))
    return len(items)


def decline(
    session: Session,
    actor: Actor,
    reference: str,
    given: "Masked[Refusal]",
    now: datetime,
) -> None:
    """Refuse one item and say why; it needs another owner before the case can close.

    Raises:
        NotFoundError: the pack has no such item.
        WrongStateError: it was declined already.
    """
    handover = _get_received(session, actor, reference, Action.accept)
    refusal = take_typed(session, handover, given)
    record = _get_item(session, handover, refusal.record_id)
    record.decline(refusal.reason)
    session.add(record)
    _complete_acceptance(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.declined, now)


class Refusal(Value):
    """Which item is declined, and why."""

    record_id: RowId
    reason: Annotated[str, Field(min_length=1, max_length=5000)]


def answer_survey(
    session: Session, actor: Actor, reference: str, given: Masked[SurveyAnswers], now: datetime
) -> None:
    """Keep what the receiver says at day 7, 30 or 90; what is missing or wrong becomes a gap.

    Raises:
        WrongStateError: there is no pack yet.
    """
    handover = _get_received(session, actor, reference, Action.answer_survey)
    survey = take_typed(session, handover, given)
    query = select(Survey).where(
        Survey.handover_id == handover.id,
        Survey.person_id == actor.person_id,
        Survey.day == survey.day,
    )
    row = session.exec(query).one_or_none() or Survey(
        handover_id=handover.row_id, person_id=actor.person_id, day=survey.day, at=now
    )
    row.sqlmodel_update({**survey.model_dump(), "at": now})
    session.add(row)
    said = {GapKind.survey_missing: survey.missing, GapKind.survey_wrong: survey.wrong}
    for kind, text in said.items():
        if text.strip():
            add_gap(session, handover, kind, text.strip())
    steps = list_open_steps(session, handover, StepAct.survey)
    end_steps(session, [step for step in steps if step.key == SURVEYS[survey.day]], now)
    leave_trace(session, handover, actor, AuditAction.answered_survey, now, day=survey.day)


def _get_received(session: Session, actor: Actor, reference: str, action: Action) -> Handover:
    handover = get_handover_for(session, actor, reference, action)
    if handover.state not in _RECEIVED:
        raise WrongStateError(
            f"{reference} has no pack for you yet (it is {handover.state}). "
            "You get a mail when there is one."
        )
    return handover


def _check_read_back(texts: Mapping[str, str]) -> None:
    for key, text in texts.items():
        if key not in READ_BACK_KEYS:
            raise InvalidInputError(
                f'"{key}" is not a question of the read-back. Its questions are S1 to S5.'
            )
        if not text.strip():
            raise InvalidInputError(f"{key} is empty. Say it in your own words.")


def _get_item(session: Session, handover: Handover, record_id: int) -> Record:
    for record in list_items(session, handover):
        if record.id == record_id:
            return record
    raise NotFoundError(f"the pack of {handover.reference} has no item {record_id}.")


def _accept(session: Session, record: Record, actor: Actor) -> None:
    record.accept(actor.person_id)
    session.add(record)


def _complete_acceptance(session: Session, handover: Handover, now: datetime) -> None:
    session.flush()
    if list_undecided(session, handover) or not is_read_back(session, handover):
        return
    steps = list_open_steps(session, handover, StepAct.accept)
    if steps:
        end_steps(session, steps, now)
        tell_outsiders(session, handover, "accepted", now)
