"""Conditions: when a question is shown; the part of XLSForm's `relevant` that banks may use.

`${name}` is an answer or a fact, then: text in quotes, numbers, = != < <= > >=, and, or, not(),
selected(), count(), count-selected(), string-length(), brackets. They mean what XPath 1.0 says.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from models.errors import InvalidInputError

Names = Mapping[str, tuple[str, ...]]
"""Texts by name; an unanswered question has no texts or no entry."""
Nodes = tuple[str, ...]
Single = str | float | bool
Term = Nodes | Single
_Node = Callable[[Names], Term]

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{[A-Za-z_][\w.-]*\})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[a-z]+(?:-[a-z]+)*)|(?P<mark>!=|<=|>=|[=<>(),]))"
)
_EQUALITY: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne}
_RELATION: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_MAX_NESTING = 20


@dataclass(frozen=True)
class Condition:
    """A condition that was understood; `names` are the answers and facts it asks for."""

    source: str
    names: frozenset[str]
    _node: _Node = field(repr=False)

    def holds(self, names: Names) -> bool:
        """Whether it is true for these answers and facts."""
        return _to_bool(self._node(names))


@cache
def parse_condition(source: str) -> Condition:
    """Return the condition that a text states.

    Raises:
        InvalidInputError: the text is no condition; the sentence says at which character.
    """
    parser = _Parser(_split(source), source)
    node = parser.parse_or()
    if parser.peek():
        raise parser.fault(f"did not expect {parser.peek()}")
    return Condition(source, frozenset(parser.names), node)


def _split(source: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while source[position:].strip():
        found = _TOKEN.match(source, position)
        if found is None:
            rest = source[position:].strip()[:20]
            raise InvalidInputError(f"the condition {source!r} cannot be read at {rest!r}")
        tokens.append(found.group().strip())
        position = found.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens; each method returns a function of the answers."""

    def __init__(self, tokens: Sequence[str], source: str) -> None:
        self.tokens = list(tokens)
        self.source = source
        self.names: set[str] = set()
        self.depth = 0

    def fault(self, what: str) -> InvalidInputError:
        return InvalidInputError(f"the condition {self.source!r} cannot be read: {what}")

    def peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self, expected: str = "") -> str:
        if not self.tokens:
            raise self.fault(f"it ends where {expected or 'a value'} was expected")
        if expected and self.tokens[0] != expected:
            raise self.fault(f"expected {expected} before {self.tokens[0]}")
        return self.tokens.pop(0)

    def parse_or(self) -> _Node:
        parts = [self.parse_and()]
        while self.peek() == "or":
            self.take()
            parts.append(self.parse_and())
        if len(parts) == 1:
            return parts[0]
        return lambda names: any(_to_bool(part(names)) for part in parts)

    def parse_and(self) -> _Node:
        parts = [self.parse_compared(_EQUALITY)]
        while self.peek() == "and":
            self.take()
            parts.append(self.parse_compared(_EQUALITY))
        if len(parts) == 1:
            return parts[0]
        return lambda names: all(_to_bool(part(names)) for part in parts)

    def parse_compared(self, operators: Mapping[str, Callable[[Any, Any], bool]]) -> _Node:
        is_equality = operators is _EQUALITY
        left = self.parse_compared(_RELATION) if is_equality else self.parse_value()
        while self.peek() in operators:
            compare = operators[self.take()]
            right = self.parse_compared(_RELATION) if is_equality else self.parse_value()
            left = _join(left, right, compare)
        return left

    def parse_value(self) -> _Node:
        token = self.take()
        if token.startswith("${"):
            name = token[2:-1]
            self.names.add(name)
            return lambda names: names.get(name, ())
        if token[0] in "'\"":
            return lambda _: token[1:-1]
        if token[0].isdigit():
            return lambda _: float(token)
        if token == "(":  # noqa: S105 - a bracket, not a password
            return self.parse_bracket()
        return self.parse_call(token)

    def parse_bracket(self) -> _Node:
        self.depth += 1
        if self.depth > _MAX_NESTING:
            raise self.fault(f"more than {_MAX_NESTING} brackets inside each other")
        node = self.parse_or()
        self.take(")")
        self.depth -= 1
        return node

    def parse_call(self, word: str) -> _Node:
        if word not in _FUNCTIONS:
            known = ", ".join(f"{name}()" for name in sorted(_FUNCTIONS))
            raise self.fault(f"did not expect {word}; the functions are {known}")
        self.take("(")
        if word != "selected":
            given = self.parse_bracket()
            return lambda names: _FUNCTIONS[word](given(names), "")
        given = self.parse_or()
        self.take(",")
        choice = self.parse_bracket()
        return lambda names: _FUNCTIONS[word](given(names), _to_text(choice(names)))


def _join(left: _Node, right: _Node, compare: Callable[[Any, Any], bool]) -> _Node:
    return lambda names: _compare(left(names), right(names), compare)


def _compare(left: Term, right: Term, compare: Callable[[Any, Any], bool]) -> bool:
    if isinstance(left, tuple):
        if isinstance(right, bool):
            return _compare(_to_bool(left), right, compare)
        return any(_compare(node, right, compare) for node in left)
    if isinstance(right, tuple):
        if isinstance(left, bool):
            return _compare(left, _to_bool(right), compare)
        return any(_compare(left, node, compare) for node in right)
    return _compare_simple(left, right, compare)


def _compare_simple(left: Single, right: Single, compare: Callable[[Any, Any], bool]) -> bool:
    if compare in (eq, ne):
        if isinstance(left, bool) or isinstance(right, bool):
            return compare(_to_bool(left), _to_bool(right))
        if isinstance(left, str) and isinstance(right, str):
            return compare(left, right)
    return compare(_to_number(left), _to_number(right))


def _to_bool(term: Term) -> bool:
    if isinstance(term, float):
        return term != 0 and not math.isnan(term)
    return bool(term)


def _to_text(term: Term) -> str:
    if isinstance(term, tuple):
        return term[0] if term else ""
    if isinstance(term, bool):
        return "true" if term else "false"
    if isinstance(term, str):
        return term
    return str(int(term)) if float(term).is_integer() else str(term)


def _to_number(term: Term) -> float:
    if isinstance(term, bool):
        return float(term)
    text = _to_text(term).strip()
    # XPath knows only plain decimal numbers: no exponents, no plus sign, no inf.
    return float(text) if re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)", text, re.ASCII) else math.nan


_FUNCTIONS: dict[str, Callable[[Term, str], Term]] = {
    "not": lambda term, _: not _to_bool(term),
    "count": lambda term, _: float(len(term)) if isinstance(term, tuple) else 1.0,
    "count-selected": lambda term, _: float(len(_to_text(term).split())),
    "selected": lambda term, choice: choice in _to_text(term).split(),
    "string-length": lambda term, _: float(len(_to_text(term))),
}
