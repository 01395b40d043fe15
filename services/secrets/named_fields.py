"""Named fields: which text stands beside its name, in another field of the same thing.

A title, a question or a line of a list says "Scanner password", and any field beside it may be
nothing but the password. One rule for everything that has fields: records, mails, parts of a pack.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ruamel.yaml import YAML

from services.secrets.secret_lexicon import may_tell
from services.secrets.secret_values import has_secret_look, trim_value
from services.secrets.secret_words import list_announced, lower_in_place
from templates import TEMPLATES

Path = tuple[str | int, ...]

_LONGEST_NAME, _MOST_NAMES = 120, 4
_SERIAL = 10
"""Shorter ones of capitals and digits are numbers of things: "ICT2", "B2024-7"."""
_BELOW = ("body", "text")
"""What stands right below a title or a subject."""
_HEAD = 2_000
"""So much of a text stands beside a name; a list of codes is no longer."""
_TOKEN = re.compile(r"\S{4,120}")
_PLACE = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+|\w{2,20}://\S+|\S*[/\\]\S*|\S+\.[a-z]{2,4}|FREQ=\S+", re.IGNORECASE
)
"""Where something is kept or who keeps it: an address, a path, a rule of days."""


class Leaf(NamedTuple):
    """A text: of which thing it is a part, where in it, and what it says."""

    thing: int
    path: Path
    text: str


def pair_fields(leaves: Sequence[Leaf]) -> list[tuple[int, int]]:
    """Return which of the texts may name which, as pairs of numbers: name, value.

    The time grows with the number of texts: of each thing a few names count, and for each text the
    one just before it.
    """
    things: dict[tuple[int, Path], list[int]] = {}
    for number, leaf in enumerate(leaves):
        things.setdefault((leaf.thing, find_thing(leaf.path)), []).append(number)
    return [pair for numbers in things.values() for pair in _pair(numbers, leaves)]


def take_head(text: str) -> str:
    """Return as much of a text as may stand beside a name, cut between words."""
    return text if len(text) <= _HEAD else text[:_HEAD].rsplit(maxsplit=1)[0]


def find_thing(path: Path) -> Path:
    """Return the path of the thing to which a field belongs; a list is a part of its field."""
    names = [at for at, part in enumerate(path) if isinstance(part, str)]
    return path[: names[-1]] if names else ()


def _pair(numbers: list[int], leaves: Sequence[Leaf]) -> Iterator[tuple[int, int]]:
    names = [number for number in numbers if _is_name(leaves[number])]
    values = _list_values(numbers, names, leaves) if names else set()
    first, known = names[:_MOST_NAMES], set(names)
    pairs = {(name, value) for name in first for value in values if name != value}
    pairs |= {pair for pair in pairwise(numbers) if pair[0] in known and pair[1] in values}
    yield from sorted(pairs)


def _list_values(numbers: list[int], names: list[int], leaves: Sequence[Leaf]) -> set[int]:
    """Return the texts that may be a secret: a plain word only where nothing else can be it."""
    typed = [number for number in numbers if _may_be_value(leaves[number])]
    sure = {number for number in typed if _holds_no_word(leaves[number].text)}
    worded = [n for n in typed if _get_field(leaves[n].path) not in _read_fields("plain_words")]
    below = {n for n in worded if _get_field(leaves[n].path) in _BELOW}
    alone = [number for number in worded if number != names[0]]
    return sure | below | set(alone if len(alone) == 1 else ())


def _is_name(leaf: Leaf) -> bool:
    text, field = leaf.text, _get_field(leaf.path)
    is_short = len(text) <= _LONGEST_NAME and "\n" not in text.strip()
    if not is_short or field in _read_fields("by_programs"):
        return False
    return may_tell(text) or bool(list_announced(text, lower_in_place(text)))


def _may_be_value(leaf: Leaf) -> bool:
    is_typed = _get_field(leaf.path) not in _read_fields("by_programs")
    return is_typed and bool(leaf.text.strip()) and not _PLACE.fullmatch(leaf.text.strip())


def _holds_no_word(text: str) -> bool:
    """Whether anything in a text is no word, no number of a thing and no address."""
    tokens = (trim_value(found[0]) for found in _TOKEN.finditer(take_head(text)))
    return any(
        has_secret_look(one)
        and not _PLACE.fullmatch(one)
        and not (one.isupper() and len(one) < _SERIAL)
        for one in tokens
    )


def _get_field(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


@cache
def _read_fields(name: str) -> frozenset[str]:
    path = TEMPLATES / "policies" / "secret-fields.yaml"
    return frozenset(YAML(typ="safe").load(path.read_text(encoding="utf-8"))[name])
