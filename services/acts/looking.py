"""Looking: the leaver sees what was found before anybody else, and says what others may see.

Where no leaver is there, the manager looks. To be listed is not to be looked at: a thing is looked
at once it was decided, or once the look was finished with it in the list.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, NamedTuple

from pydantic import Field
from sqlmodel import Session

from models.acting import Actor
from models.audit import AuditAction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.found import FoundItem, FoundState
from models.handover import Handover
from models.states import HandoverState
from models.values import LineText, RowId, Value
from models.words import FoundKind
from services.acts.beside import take_typed
from services.acts.putting_back import put_back
from services.acts.rights import Action, get_handover_for
from services.acts.traces import leave_trace, withdraw_all
from services.handovers.found_items import drop_private, get_own_facts, list_items
from services.handovers.found_kinds import Found, list_found
from services.handovers.look_steps import end_look
from services.secrets.masked_values import Masked


class FoundLine(Value):
    """Something that was found; `confidence` is from 0 to 1, `place` where inside a file.

    What was marked private, and what its source no longer has, is listed by what names it.
    """

    number: int
    kind: FoundKind
    title: str
    why: str
    confidence: float
    state: FoundState
    place: str | None = None
    note: str | None = None


class FoundChoice(Value):
    """Which things are meant: by number, all of some kinds, or all there are."""

    numbers: Annotated[tuple[RowId, ...], Field(max_length=20_000)] = ()
    kinds: Annotated[tuple[FoundKind, ...], Field(max_length=20)] = ()
    is_all: bool = False


class FoundDecision(NamedTuple):
    """What becomes of which things."""

    choice: FoundChoice
    state: FoundState


class FoundText(Value):
    """What a thing is called, or what it is."""

    number: RowId
    text: Annotated[LineText, Field(min_length=1)]


class FoundTitle(Value):
    """What a thing is called: a title, in which a plain word is no secret."""

    number: RowId
    title: Annotated[LineText, Field(min_length=1)]


_DECISIONS = {
    FoundState.kept: AuditAction.kept_found,
    FoundState.struck_out: AuditAction.struck_out_found,
    FoundState.private: AuditAction.made_private,
}


def list_found_lines(session: Session, actor: Actor, reference: str) -> tuple[FoundLine, ...]:
    """Return what was found with what became of it, by number.

    Places that were passed over, and where a secret was masked, are told to the leaver alone.

    Raises:
        NotAllowedError: there is a leaver, who looks first.
    """
    handover = get_handover_for(session, actor, reference, Action.see_found)
    _check_turn(handover, actor)
    facts = get_own_facts(session, handover)
    found = {(one.kind, one.identity): one for one in list_found(facts, handover.language)}
    return tuple(
        _describe(item, found.get((item.kind, item.identity)))
        for item in _list_visible(session, actor, handover)
        if (item.kind, item.identity) in found or item.state.is_gone
    )


def decide(
    session: Session,
    actor: Actor,
    reference: str,
    decision: FoundDecision,
    now: datetime,
) -> int:
    """Keep, strike out or mark private what was chosen; return how many things that were.

    To keep a place that was passed over is to put it back: it is read by the next run.

    Raises:
        InvalidInputError: nothing was chosen, or something private is to be shown again.
        NotFoundError: there is no thing of such a number.
        WrongStateError: a place is put back after the review.
    """
    handover = get_handover_for(session, actor, reference, Action.decide_found)
    _check_turn(handover, actor)
    state = decision.state
    chosen = _choose(_list_visible(session, actor, handover), decision, reference)
    _check_private(chosen, state)
    for item in chosen:
        _decide(session, item, state, actor, now)
    session.flush()
    if state is FoundState.private:
        drop_private(session, handover)
    places = [item for item in chosen if item.kind is FoundKind.passed_over]
    if places and state is FoundState.kept:
        put_back(session, handover, actor, [item.identity for item in places], now)
    if state.is_gone:
        withdraw_all(session, handover, now)
    _go_on(session, handover, actor, _DECISIONS[state], now, count=len(chosen))
    return len(chosen)


def correct_found(
    session: Session, actor: Actor, reference: str, given: Masked[FoundTitle], now: datetime
) -> None:
    """Call a thing something else, now and in every later harvest; it is kept.

    Raises:
        NotFoundError: there is no thing of this number.
        InvalidInputError: it is private, or none that is shown to others.
    """
    handover, item = _keep_shown(session, actor, reference, given.value.number, now)
    item.title = take_typed(session, handover, given).title
    _go_on(session, handover, actor, AuditAction.corrected_found, now)


def describe_found(
    session: Session, actor: Actor, reference: str, given: Masked[FoundText], now: datetime
) -> None:
    """Say what a thing is, in place of what the harvest says of it; it is kept.

    Raises:
        NotFoundError: there is no thing of this number.
        InvalidInputError: it is private, or none that is shown to others.
    """
    handover, item = _keep_shown(session, actor, reference, given.value.number, now)
    item.note = take_typed(session, handover, given).text
    _go_on(session, handover, actor, AuditAction.described_found, now)


def finish_look(session: Session, actor: Actor, reference: str, now: datetime) -> int:
    """Say that the rest was looked at: it is kept as it is; return how many things those were.

    What was passed over stays closed.
    """
    handover = get_handover_for(session, actor, reference, Action.decide_found)
    _check_turn(handover, actor)
    left = [item for item in _list_visible(session, actor, handover) if item.is_unlooked]
    for item in left:
        _decide(session, item, FoundState.kept, actor, now)
    _go_on(session, handover, actor, AuditAction.looked_at_found, now)
    return len(left)


def _check_turn(handover: Handover, actor: Actor) -> None:
    looks = handover.leaver_id if handover.has_leaver else handover.manager_id
    if actor.person_id != looks:
        raise NotAllowedError(
            f"what was found in {handover.reference} is the leaver's to look at first."
            if handover.has_leaver
            else f"nobody is there to look in {handover.reference} but the manager."
        )


def _list_visible(session: Session, actor: Actor, handover: Handover) -> list[FoundItem]:
    """Return what the actor may look at: the leaver all, who looks instead nothing hidden before.

    What somebody else struck out or marked private, such as a leaver who has gone since, stays so.
    """
    items = list_items(session, handover).values()
    if handover.has_leaver:
        return list(items)
    mine = actor.person_id
    return [
        item
        for item in items
        if not item.kind.is_told_alone and (not item.state.is_gone or item.decided_by_id == mine)
    ]


def _choose(items: Iterable[FoundItem], decision: FoundDecision, reference: str) -> list[FoundItem]:
    choice, state = decision
    by_number = {item.number: item for item in items}
    unknown = [number for number in choice.numbers if number not in by_number]
    if unknown:
        raise NotFoundError(
            f"{reference} has no find {unknown[0]}: baton act found lists them by number."
        )
    wanted = {*choice.numbers}
    # "All" puts nothing back that was passed over, and touches nothing that was decided.
    chosen = [
        item
        for number, item in by_number.items()
        if number in wanted
        or (item.kind in choice.kinds and _may_become(item, state))
        or (choice.is_all and item.is_unlooked)
    ]
    if not chosen:
        raise InvalidInputError(
            f"{reference} has nothing of that to decide on. Name numbers, or another kind."
        )
    return chosen


def _may_become(item: FoundItem, state: FoundState) -> bool:
    # A kind shows nothing that was hidden one by one, and hides also what was kept.
    if state is FoundState.private:
        return item.state is not FoundState.private
    return item.state is FoundState.proposed or (state.is_gone and item.state is FoundState.kept)


def _check_private(items: Iterable[FoundItem], state: FoundState) -> None:
    closed = [item.number for item in items if item.state is FoundState.private]
    if closed and state is not FoundState.private:
        raise InvalidInputError(
            f"{closed[0]} is private, for ever. Tell people yourself what they need of it."
        )


def _decide(
    session: Session, item: FoundItem, state: FoundState, actor: Actor, now: datetime
) -> None:
    item.sqlmodel_update({"state": state, "decided_by_id": actor.person_id, "decided_at": now})
    session.add(item)


def _keep_shown(
    session: Session, actor: Actor, reference: str, number: int, now: datetime
) -> tuple[Handover, FoundItem]:
    """Keep one thing that others see, for the actor to say more of it."""
    handover = get_handover_for(session, actor, reference, Action.decide_found)
    _check_turn(handover, actor)
    chosen = _choose(
        _list_visible(session, actor, handover),
        FoundDecision(FoundChoice(numbers=(number,)), FoundState.kept),
        reference,
    )
    _check_private(chosen, FoundState.kept)
    if chosen[0].kind.is_told_alone:
        raise InvalidInputError(f"{number} is told to you alone: nobody else sees a text of it.")
    _decide(session, chosen[0], FoundState.kept, actor, now)
    return handover, chosen[0]


def _go_on(
    session: Session,
    handover: Handover,
    actor: Actor,
    action: AuditAction,
    now: datetime,
    **facts: int,
) -> None:
    """End the look once nothing is left; an edition that shows it otherwise is followed by one."""
    session.flush()
    end_look(session, handover, now)
    handover.take_back_to(HandoverState.signed)
    leave_trace(session, handover, actor, action, now, **facts)


def _describe(item: FoundItem, found: Found | None) -> FoundLine:
    return FoundLine(
        number=item.number,
        kind=item.kind,
        title=item.title or (found.title if found else item.identity),
        why=found.why if found else "",
        confidence=found.confidence if found else 1.0,
        state=item.state,
        place=found.place if found else None,
        note=item.note,
    )
