"""States: the lives of a handover and of a record, and the only moves there are."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from models.errors import WrongStateError
from models.words import OrderedWords


class HandoverState(OrderedWords):
    """How far a handover is. Each state says what is done."""

    opened = "opened"
    planned = "planned"
    harvested = "harvested"
    answered = "answered"
    reviewed = "reviewed"
    signed = "signed"
    composed = "composed"
    published = "published"
    delivered = "delivered"
    accepted = "accepted"
    closed = "closed"
    cancelled = "cancelled"

    @property
    def has_ended(self) -> bool:
        """Whether nothing happens any more to a handover in this state."""
        return self in ENDED_STATES

    def list_way_to(self, state: "HandoverState") -> "tuple[HandoverState, ...]":
        """Return the states from the next one to `state`; none where it is reached or passed."""
        return tuple(HandoverState)[self.rank + 1 : state.rank + 1]


ENDED_STATES = (HandoverState.closed, HandoverState.cancelled)


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

    @property
    def is_signed(self) -> bool:
        """Whether the manager has agreed to it; a passed review date is no edit."""
        return self not in (RecordState.proposed, RecordState.leaver_agreed, RecordState.struck_out)

    @property
    def is_offered(self) -> bool:
        """Whether it stands in a pack as something to take over."""
        return self in (RecordState.published, RecordState.accepted, RecordState.declined)


class StepState(StrEnum):
    """How far a step of the dated plan is."""

    planned = "planned"
    done = "done"
    not_needed = "not_needed"
    passed_over = "passed_over"
    """Its deadline passed, and the process went on without it; what is missing is a gap."""


class AnswerState(StrEnum):
    """How far one person's interview is."""

    asked = "asked"
    submitted = "submitted"
    passed_over = "passed_over"


class GapState(StrEnum):
    """How far a gap is: nothing closes while one is open."""

    open = "open"
    answered = "answered"
    waived = "waived"


class SourceState(StrEnum):
    """Where a source stands. Only what is allowed is listed or opened."""

    waiting = "waiting"
    allowed = "allowed"
    refused = "refused"
    revoked = "revoked"
    """It was allowed, and what was found there has been taken back."""
    silent = "silent"
    """Nobody said yes in time: it stays out, until somebody does."""

    @property
    def is_open(self) -> bool:
        """Whether something of it may still be read."""
        return self in (SourceState.waiting, SourceState.allowed)


class MailState(StrEnum):
    """How far a mail is. A claimed one is being sent, or was when its process ended."""

    queued = "queued"
    claimed = "claimed"
    sent = "sent"
    given_up = "given_up"


# A record that is edited goes back to proposed: any edit after an agreement voids it.
RECORD_MOVES: Mapping[RecordState, tuple[RecordState, ...]] = {
    # Where no leaver is there to agree, the manager does, and it stays second-hand.
    RecordState.proposed: (
        RecordState.leaver_agreed,
        RecordState.manager_agreed,
        RecordState.struck_out,
    ),
    RecordState.leaver_agreed: (
        RecordState.manager_agreed,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    # The author may take it back at any time; that voids the signatures over it.
    RecordState.manager_agreed: (
        RecordState.published,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    RecordState.published: (
        RecordState.accepted,
        RecordState.declined,
        RecordState.stale,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    # A receiver may change their mind, and a later receiver decides again.
    RecordState.accepted: (
        RecordState.published,
        RecordState.declined,
        RecordState.stale,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    RecordState.declined: (
        RecordState.published,
        RecordState.accepted,
        RecordState.proposed,
        RecordState.struck_out,
    ),
    RecordState.stale: (RecordState.proposed, RecordState.struck_out),
    RecordState.struck_out: (),
}

_OPEN = tuple(state for state in HandoverState if not state.has_ended)


def _list_moves(state: HandoverState) -> tuple[HandoverState, ...]:
    """Return where an open handover can go.

    A step that is run again may find the handover further on, never further back. People can take
    it back: an edit voids the agreements, and a new receiver needs a new edition of what is signed.
    """
    back = (HandoverState.answered, HandoverState.signed)
    return (
        tuple(HandoverState)[state.rank + 1],
        *(earlier for earlier in back if earlier.is_before(state)),
        HandoverState.opened,
        HandoverState.cancelled,
    )


HANDOVER_MOVES: Mapping[HandoverState, tuple[HandoverState, ...]] = {
    **{state: _list_moves(state) for state in _OPEN},
    # A waiver that ends brings its gap back, and the case with it.
    HandoverState.closed: (HandoverState.accepted,),
    HandoverState.cancelled: _OPEN,
}

State = TypeVar("State", HandoverState, RecordState)


def check_move(moves: Mapping[State, tuple[State, ...]], now: State, then: State) -> None:
    """Check that `then` can follow `now`.

    Raises:
        WrongStateError: the move does not exist.
    """
    if then not in moves[now]:
        ways = ", ".join(moves[now]) or "nothing"
        raise WrongStateError(f'"{now}" cannot become "{then}"; it can become {ways}.')
