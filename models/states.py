"""States: the lives of a handover and of a record, and the only moves there are."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from models.errors import WrongStateError


class HandoverState(StrEnum):
    """How far a handover is. Each state says what is done."""

    opened = "opened"
    planned = "planned"
    harvested = "harvested"
    answered = "answered"
    composed = "composed"
    published = "published"
    delivered = "delivered"
    closed = "closed"
    cancelled = "cancelled"


class RecordState(StrEnum):
    """How far a record is agreed."""

    proposed = "proposed"
    leaver_agreed = "leaver_agreed"
    manager_agreed = "manager_agreed"
    published = "published"
    accepted = "accepted"
    declined = "declined"
    stale = "stale"
    struck_out = "struck_out"


class StepState(StrEnum):
    """How far a step of the dated plan is."""

    planned = "planned"
    done = "done"
    not_needed = "not_needed"


# A record that is edited goes back to proposed: any edit after an agreement voids it.
RECORD_MOVES: Mapping[RecordState, tuple[RecordState, ...]] = {
    RecordState.proposed: (RecordState.leaver_agreed, RecordState.struck_out),
    RecordState.leaver_agreed: (
        RecordState.manager_agreed,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    RecordState.manager_agreed: (RecordState.published, RecordState.proposed),
    RecordState.published: (
        RecordState.accepted,
        RecordState.declined,
        RecordState.stale,
        RecordState.proposed,
    ),
    RecordState.accepted: (RecordState.stale, RecordState.proposed),
    RecordState.declined: (RecordState.proposed,),
    RecordState.stale: (RecordState.proposed,),
    RecordState.struck_out: (),
}

_ORDER = [state for state in HandoverState if state is not HandoverState.cancelled]
# A step that is run again may find the handover further on, never further back; only a handover
# whose input changed starts again from `opened`.
HANDOVER_MOVES: Mapping[HandoverState, tuple[HandoverState, ...]] = {
    state: (
        *((_ORDER[_ORDER.index(state) + 1],) if state is not HandoverState.closed else ()),
        *((HandoverState.opened, HandoverState.cancelled) if state in _ORDER[:-1] else ()),
    )
    for state in _ORDER
} | {HandoverState.cancelled: (HandoverState.opened,)}

State = TypeVar("State", HandoverState, RecordState)


def check_move(moves: Mapping[State, tuple[State, ...]], now: State, then: State) -> None:
    """Check that `then` can follow `now`.

    Raises:
        WrongStateError: the move does not exist.
    """
    if then not in moves[now]:
        ways = ", ".join(moves[now]) or "nothing"
        raise WrongStateError(f'what is "{now}" cannot become "{then}": it can become {ways}.')
