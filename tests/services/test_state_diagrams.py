"""State diagrams: the page is what the code says, and shows every move."""

from models.states import HANDOVER_MOVES, RECORD_MOVES, GapState, HandoverState, StepState
from services.state_diagrams import GAP_MOVES, PAGE, STEP_MOVES, describe_states


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe_states()


def test_every_move_of_a_record_is_drawn() -> None:
    page = describe_states()
    for state, moves in RECORD_MOVES.items():
        assert [to for to in moves if f"    {state} --> {to}\n" not in page] == []


def test_every_move_of_a_handover_is_drawn() -> None:
    page = describe_states()
    for state, moves in HANDOVER_MOVES.items():
        if state is HandoverState.cancelled:
            assert "cancelled --> under_way" in page
            continue
        for to in moves:
            assert f" {state} --> {to}\n" in page or f"under_way --> {to}\n" in page


def test_every_state_of_steps_and_gaps_is_there() -> None:
    assert set(STEP_MOVES) == set(StepState)
    assert set(GAP_MOVES) == set(GapState)
