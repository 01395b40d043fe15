"""State diagrams: docs/states.md, drawn from the moves that the code allows."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from models.plan import Gate
from models.states import HANDOVER_MOVES, RECORD_MOVES, GapState, HandoverState, StepState
from models.words import Language
from services.handovers.gates import get_gate_policy

_HEAD = """\
# States

The lives of a handover and a record are drawn from `models/states.py`, which allows no other moves;
the gates from `models/plan.py` and `templates/policies/gates.yaml`. Steps and gaps are as
`models/handover.py` and `models/gap.py` move them.
"""
_TAIL = """
This page is written by `make docs`; a test fails when it is out of date.
"""
S = TypeVar("S", bound=StrEnum)
PAGE = Path(__file__).parents[1] / "docs" / "states.md"
STEP_MOVES: Mapping[StepState, tuple[tuple[StepState, str], ...]] = {
    StepState.planned: (
        (StepState.done, "its act, or ticked"),
        (StepState.passed_over, "its gate's patience is over"),
        (StepState.not_needed, "the plan no longer has it, or the case is closed"),
    ),
    StepState.done: ((StepState.planned, "what it led to is void"),),
    StepState.passed_over: ((StepState.planned, "what it led to is void"),),
    StepState.not_needed: ((StepState.planned, "the plan has it again"),),
}
"""How a step moves (`PlanStep` in models/handover.py), and what moves it."""
GAP_MOVES: Mapping[GapState, tuple[tuple[GapState, str], ...]] = {
    GapState.open: (
        (GapState.answered, "somebody answers, or an edition no longer has it"),
        (GapState.waived, "the manager waives it, with reason and end"),
    ),
    GapState.waived: (
        (GapState.open, "the waiver ends"),
        (GapState.answered, "somebody answers"),
    ),
    GapState.answered: (
        (GapState.open, "an edition had settled it, and a later one has it again"),
    ),
}
"""How a gap moves (models/gap.py)."""


def describe_states() -> str:
    """Return the page as Markdown with Mermaid diagrams."""
    sections = (
        ("A handover", _draw(_list_handover_lines())),
        ("A record", _draw(_list_moves(RECORD_MOVES))),
        ("The gates", _draw_gates()),
        ("A step of the plan", _draw(_list_labelled(STEP_MOVES))),
        ("A gap", _draw(_list_labelled(GAP_MOVES))),
    )
    return _HEAD + "".join(f"\n## {title}\n\n{body}" for title, body in sections) + _TAIL


def _draw(lines: Iterator[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"```mermaid\nstateDiagram-v2\n{body}```\n"


def _list_handover_lines() -> Iterator[str]:
    """Yield the moves; those that every handover under way has are drawn once, from all of them."""
    running = [state for state, moves in HANDOVER_MOVES.items() if HandoverState.cancelled in moves]
    common = frozenset[HandoverState].intersection(
        *(frozenset(HANDOVER_MOVES[state]) for state in running)
    )
    yield f"[*] --> {running[0]}"
    yield "state under_way {"
    own = {state: _without(HANDOVER_MOVES[state], common) for state in running}
    yield from (f"    {line}" for line in _list_moves(_within(own, running)))
    yield "}"
    for state in HandoverState:
        if state in common:
            yield f"under_way --> {state}"
    yield from _list_moves({state: _without(own[state], running) for state in running})
    yield f"{HandoverState.cancelled} --> under_way"
    yield from _list_moves({HandoverState.closed: HANDOVER_MOVES[HandoverState.closed]})


def _without(
    moves: Sequence[HandoverState], others: Sequence[HandoverState] | frozenset[HandoverState]
) -> tuple[HandoverState, ...]:
    return tuple(state for state in moves if state not in others)


def _within(
    moves: Mapping[HandoverState, Sequence[HandoverState]], inside: Sequence[HandoverState]
) -> Mapping[HandoverState, tuple[HandoverState, ...]]:
    return {state: tuple(to for to in then if to in inside) for state, then in moves.items()}


def _list_moves(moves: Mapping[S, Sequence[S]]) -> Iterator[str]:
    for state, then in moves.items():
        for to in then:
            yield f"{state} --> {to}"


def _list_labelled(moves: Mapping[S, Sequence[tuple[S, str]]]) -> Iterator[str]:
    yield f"[*] --> {next(iter(moves))}"
    for state, then in moves.items():
        for to, why in then:
            yield f"{state} --> {to} : {why}"


def _draw_gates() -> str:
    head = "| gate | what is waited for | opens with | when its time is over |\n|---|---|---|---|\n"
    return head + "".join(map(_describe_gate, Gate))


def _describe_gate(gate: Gate) -> str:
    policy = get_gate_policy(gate)
    acts = ", ".join(gate.acts)
    patience = policy.patience_workdays
    over = "waits" if patience is None else f"goes on {patience} working days later"
    over = "goes on with less, as the policy of the office says" if gate.is_consent else over
    return f"| {gate} | {policy.title.say(Language.en)} | {acts} | {over} |\n"


if __name__ == "__main__":
    PAGE.write_text(describe_states(), encoding="utf-8")
