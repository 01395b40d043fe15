"""States: only the moves that exist can be made."""

import pytest

from models.errors import WrongStateError
from models.states import (
    HANDOVER_MOVES,
    RECORD_MOVES,
    HandoverState,
    RecordState,
    check_move,
)
from models.words import Audience


def test_every_state_has_its_moves() -> None:
    assert set(RECORD_MOVES) == set(RecordState)
    assert set(HANDOVER_MOVES) == set(HandoverState)


def test_a_proposed_record_cannot_be_published() -> None:
    with pytest.raises(WrongStateError, match='"proposed" cannot become "published"'):
        check_move(RECORD_MOVES, RecordState.proposed, RecordState.published)


def test_an_edit_voids_an_agreement() -> None:
    for state in (RecordState.leaver_agreed, RecordState.manager_agreed, RecordState.published):
        check_move(RECORD_MOVES, state, RecordState.proposed)


def test_what_is_closed_comes_back_only_for_its_gaps() -> None:
    assert HANDOVER_MOVES[HandoverState.closed] == (HandoverState.accepted,)


def test_an_edit_takes_every_later_state_back() -> None:
    for state in (HandoverState.reviewed, HandoverState.signed, HandoverState.accepted):
        check_move(HANDOVER_MOVES, state, HandoverState.answered)
    with pytest.raises(WrongStateError):
        check_move(HANDOVER_MOVES, HandoverState.harvested, HandoverState.signed)


def test_states_are_ordered_by_the_process_and_not_by_the_alphabet() -> None:
    assert HandoverState.opened.is_before(HandoverState.answered)
    assert not HandoverState.signed.is_before(HandoverState.signed)
    assert not HandoverState.delivered.is_before(HandoverState.planned)


def test_the_way_to_a_state_passes_what_lies_between() -> None:
    way = HandoverState.reviewed.list_way_to(HandoverState.published)
    assert way == (HandoverState.signed, HandoverState.composed, HandoverState.published)
    assert HandoverState.accepted.list_way_to(HandoverState.accepted) == ()
    assert HandoverState.cancelled.list_way_to(HandoverState.closed) == ()


@pytest.mark.parametrize("pack", list(Audience))
def test_what_is_private_is_in_no_pack(pack: Audience) -> None:
    assert not pack.may_see(Audience.private)


def test_a_pack_holds_its_audience_and_wider() -> None:
    assert Audience.successor.may_see(Audience.successor)
    assert Audience.successor.may_see(Audience.network)
    assert not Audience.successor.may_see(Audience.manager)
    assert not Audience.team.may_see(Audience.successor)
