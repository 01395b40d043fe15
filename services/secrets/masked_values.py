"""Masked values: what people typed without its secrets, and where those stood.

Masking takes long and is done before a transaction begins; an act that keeps free text takes a
`Masked` value and no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from models.errors import InvalidInputError
from services.secrets.logins import has_login
from services.secrets.masking import mask_texts
from services.secrets.named_fields import Leaf, Path, find_thing, pair_fields

V = TypeVar("V", bound=BaseModel)
_EXACT_PLACES = frozenset({"path", "exclude", "paths", "labels", "without"})
_EXACT = _EXACT_PLACES | {"email"}
"""Fields that are no use with a piece missing."""
_CUT = "…"
MaskedLeaf = tuple[Leaf, tuple[str, tuple[str, ...]]]


class Beside(NamedTuple):
    """A text that is kept, in which field, and whether a secret can be taken out of it there."""

    field: str
    text: str
    is_open: bool


@dataclass(frozen=True)
class Masked(Generic[V]):
    """A value without its secrets. `places` tell where they stood, without the secret.

    `beside` are the texts that were kept then of what the value is about, and `cleaned` the same
    without what the value gives away as a secret in them.
    """

    value: V
    places: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()
    cleaned: tuple[str, ...] = ()


def mask_value(value: V, beside: Sequence[Beside] = ()) -> Masked[V]:
    """Return the value with the secrets of its texts masked; see `mask_values`.

    `beside` are texts that are kept already of what the value is about: they name its texts, and
    its texts name them, as fields of one record do.
    """
    tree = value.model_dump(by_alias=True)
    leaves = _list_all([tree])
    things = dict.fromkeys(find_thing(leaf.path) for leaf in leaves)
    kept = [Leaf(0, (*thing, one.field), one.text) for thing in things for one in beside]
    masked = _mask_leaves([*kept, *leaves])
    (given,) = _put_all([value], [tree], masked[len(kept) :])
    cleaned = _clean(beside, masked[: len(kept)])
    told = [_say_place((one.field,), places[0]) for one, (_, places) in cleaned.items()]
    texts = tuple(cleaned[one][0] if one in cleaned else one.text for one in beside)
    places = (*given.places, *told)
    return replace(given, places=places, beside=tuple(beside), cleaned=texts)


def mask_values(values: Sequence[V]) -> tuple[Masked[V], ...]:
    """Return each value with the secrets of its texts masked; those without any as they are.

    A text that masking makes too long is cut and ends in "…".

    Raises:
        InvalidInputError: a secret stands where it can only be left out: in an address or a path.
    """
    trees = [value.model_dump(by_alias=True) for value in values]
    return _put_all(values, trees, _mask_leaves(_list_all(trees)))


def _put_all(
    values: Sequence[V], trees: Sequence[Any], masked: Sequence[MaskedLeaf]
) -> tuple[Masked[V], ...]:
    told: dict[int, list[str]] = {}
    for (number, path, typed), (text, places) in masked:
        if places or (not _EXACT_PLACES.isdisjoint(path) and has_login(typed)):
            _put(trees[number], path, text)
            told.setdefault(number, []).extend(_say_place(path, place) for place in places)
    return tuple(
        Masked(_rebuild(value, trees[number]), tuple(told[number]))
        if number in told
        else Masked(value)
        for number, value in enumerate(values)
    )


def mask_tree(data: Any) -> dict[Path, tuple[str, ...]]:
    """Mask the secrets of all texts of JSON-ready data in their place; keys stay.

    Returns:
        Where secrets stood: the path of each text that held any, and the places in it.
    """
    told = {}
    for (_, path, _), (text, places) in _mask_leaves(_list_all([data])):
        if places:
            put_leaf(data, path, text)
            told[path] = places
    return told


def list_leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield each text of data with its path; tuples become lists, so that one can be set."""
    # Enumerations are texts too, but no typed ones.
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for name, value in list(entries):
        if type(value) is str:
            yield (*path, name), value
        elif isinstance(value, dict | list | tuple):
            data[name] = value if isinstance(value, dict) else list(value)
            yield from list_leaves(data[name], (*path, name))


def _list_all(trees: Sequence[Any]) -> list[Leaf]:
    return [
        Leaf(number, path, text)
        for number, tree in enumerate(trees)
        for path, text in list_leaves(tree)
    ]


def _clean(
    beside: Sequence[Beside], masked: Sequence[MaskedLeaf]
) -> dict[Beside, tuple[str, tuple[str, ...]]]:
    """Return the texts that can be cleaned and hold secrets, as masked, with their places."""
    found = zip(cycle(beside), masked)
    return {one: given for one, (_, given) in found if one.is_open and given[1]}


def _mask_leaves(leaves: Sequence[Leaf]) -> list[MaskedLeaf]:
    """Return every text with what masking makes of it, and its places."""
    masked = mask_texts([leaf.text for leaf in leaves], pair_fields(leaves))
    return list(zip(leaves, masked, strict=True))


def _put(tree: Any, path: Path, text: str) -> None:
    if not _EXACT.isdisjoint(path):
        raise InvalidInputError(
            f"{_say_path(path)} holds what looks like a password or a code. Write it without."
        )
    put_leaf(tree, path, text)


def put_leaf(tree: Any, path: Path, text: str) -> None:
    """Put a text where `list_leaves` found one."""
    for part in path[:-1]:
        tree = tree[part]
    tree[path[-1]] = text


def _rebuild(value: V, tree: Any) -> V:
    """Return the value with other texts, those that are too long now cut."""
    kind = type(value)
    try:
        return kind.model_validate(tree)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            if fault["type"] in ("string_too_long", "too_long"):
                _cut(tree, fault["loc"], fault.get("ctx", {})["max_length"])
    return kind.model_validate(tree)


def _cut(tree: Any, location: Path, limit: int) -> None:
    """Cut the text at a place of a fault, which also names members of unions on its way."""
    for part in location:
        if not (isinstance(tree, dict) and part in tree) and not isinstance(part, int):
            continue
        if isinstance(tree[part], str):
            tree[part] = tree[part][: limit - len(_CUT)] + _CUT
            return
        tree = tree[part]


def _say_place(path: Path, place: str) -> str:
    return f"{place.removesuffix('.')} of {_say_path(path)}."


def _say_path(path: Path) -> str:
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
