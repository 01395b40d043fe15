"""Finds: what of the found things a command is about: numbers, ranges, kinds, or all of them.

A file of its own, because striking out is a command of records as well.
"""

from collections.abc import Iterable
from typing import Annotated

import typer

from models.errors import InvalidInputError
from models.found import FoundState
from models.words import FoundKind
from portal.acting import act
from services.acts import looking

Finds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FINDS]...", help="Numbers such as 3 or 5-9, kinds such as contact, or all."
    ),
]
FindNumbers = Annotated[
    list[str] | None,
    typer.Option("--number", "--find", "--item", "-n", metavar="NO", help="The same."),
]
_MOST = 20_000
_ALL = "all"


def read_choice(finds: Iterable[str]) -> looking.FoundChoice:
    """Return which things are meant.

    Raises:
        InvalidInputError: nothing is named, or something that is no number, range or kind.
    """
    numbers: set[int] = set()
    kinds: set[FoundKind] = set()
    words = [word for given in finds for word in given.split(",") if word]
    if not words:
        raise InvalidInputError("name the finds: numbers, ranges such as 5-9, kinds, or all.")
    for word in words:
        first, _, last = word.partition("-")
        if first.isdecimal() and (last or first).isdecimal() and word.count("-") <= 1:
            low, high = int(first), int(last or first)
            if not 1 <= low <= high <= low + _MOST:
                raise InvalidInputError(f'"{word}" is no range of finds: write such as 5-9.')
            numbers.update(range(low, high + 1))
        elif word.replace("-", "_") in FoundKind.__members__:
            kinds.add(FoundKind(word.replace("-", "_")))
        elif word != _ALL:
            names = ", ".join(kind.replace("_", "-") for kind in FoundKind)
            raise InvalidInputError(
                f'"{word}" is no find. Give a number, a range such as 5-9, all, or a kind: {names}.'
            )
    return looking.FoundChoice(
        numbers=tuple(sorted(numbers)), kinds=tuple(sorted(kinds)), is_all=_ALL in words
    )


def decide_finds(ref: str, as_: str, finds: Iterable[str], state: FoundState) -> int:
    """Let it be done with what was named; return how many things that were."""
    decision = looking.FoundDecision(read_choice(finds), state)
    return act(as_, lambda by: looking.decide(by.session, by.actor, ref, decision, by.now))
