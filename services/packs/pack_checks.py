"""Pack checks: what no pack may hold, looked for before anything of it is drawn.

No matter who composed the pack or wrote its JSON by hand: an item narrower than the pack's
audience, a private record and an unmasked secret stop it. A fault names the item, and never
quotes it.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, NamedTuple

from models.errors import InvalidInputError
from models.pack import Pack
from models.words import Audience
from services.drawing.fonts import describe_character, has_meaning, list_missing
from services.lock_watch import slow
from services.secrets.masked_values import list_leaves, mask_tree
from services.secrets.masking import find_secrets, mask_secrets
from services.secrets.named_fields import Path
from services.secrets.secret_tokens import REMOVED
from services.texts import clean_line, say_count

_HARVESTED = ("contacts", "calendar", "documents", "open_threads")
"""What comes from the leaver's sources, which are opened for the successor."""
_LISTED = (*_HARVESTED, "gaps")
_PARTS = ("post", "leaver", "receiver", "manager", "signature", "risk", "summary", "coverage")
_ON_ONE_PAGE = ("warnings", "people", "donts")
_MOST_FAULTS = 20
_LONGEST_WORD = 60


class Place(NamedTuple):
    """Where a text of a pack stands, as a person finds it: "record warning-03 (warning)"."""

    item: str
    field: str

    def __str__(self) -> str:
        return f"{self.item}, {self.field}" if self.field else self.item


@slow
def check_pack(pack: Pack) -> None:
    """Check that a pack holds nothing that its readers may not see, and no secret.

    Raises:
        InvalidInputError: a sentence for each item that it may not hold.
    """
    faults = [*_list_narrow(pack), *_list_secrets(pack)]
    if len(faults) > _MOST_FAULTS:
        left_out = len(faults) - _MOST_FAULTS
        faults = [
            *faults[:_MOST_FAULTS],
            f"{say_count(left_out, 'more fault')}: correct these first.",
        ]
    if faults:
        raise InvalidInputError(faults)


def check_drawn(pack: Pack, missing: Collection[str]) -> None:
    """Check that every character of a pack could be drawn.

    Raises:
        InvalidInputError: a sentence for each of the missing ones, with its name and its place.
    """
    faults = [_say_missing(pack, character) for character in sorted(missing)[:_MOST_FAULTS]]
    if faults:
        raise InvalidInputError(faults)


def _say_missing(pack: Pack, character: str) -> str:
    """Say which character it is, in which word it stands, and where; records come first."""
    found: dict[Place, str] = {}
    for place, text in list_texts(pack):
        if character in text:
            found.setdefault(place, text)
    places = sorted(found, key=lambda place: not place.item.startswith("record "))
    where = "the pack"
    if places:
        word = next(one for one in found[places[0]].split() if character in one)
        where = f'{places[0]}, in "{clean_line(word, max_characters=_LONGEST_WORD)}"'
        others = len(places) - 1
        where += f" and in {say_count(others, 'other place')}" if others else ""
    return (
        f"{where}: no font of Baton can draw {describe_character(character)}: "
        "write it in other letters."
    )


def list_obstacles(pack: Pack) -> tuple[str, ...]:
    """Return why a pack cannot be drawn, without drawing it; for a pack that was refused."""
    texts = "".join(text for _, text in list_texts(pack))
    missing = [character for character in list_missing(texts) if has_meaning(character)]
    said: list[str] = []
    for check in (check_pack, partial(check_drawn, missing=missing)):
        try:
            check(pack)
        except InvalidInputError as error:
            said += error.faults
    return tuple(said) or ("it cannot be drawn: shorten its longest texts",)


def mask_pack(pack: Pack) -> Pack:
    """Return the pack without the secrets that the words of an older version did not find."""
    data = _dump(pack)
    told = mask_tree(data)
    keys = [name for _, name in _list_keys(data, ()) if find_secrets(name)]
    return Pack.model_validate(_mask_keys(data) if keys else data) if told or keys else pack


def list_texts(pack: Pack) -> Iterator[tuple[Place, str]]:
    """Yield every text of a pack with its place, in the order of pack.json."""
    data = _dump(pack)
    for path, text in (*list_leaves(data), *_list_keys(data, ())):
        yield _name_place(data, path), text


def _list_narrow(pack: Pack) -> Iterator[str]:
    if pack.audience is Audience.private:
        yield "a pack cannot be made for the audience private: name who may read it."
        return
    for item, audience in _list_audiences(pack):
        if audience is Audience.private:
            yield f"{item} is private, and no pack may hold it: take it out."
        elif not pack.audience.may_see(audience):
            yield _say_narrow(f"{item} is", audience, pack)
    yield from _list_strays(pack)
    if Audience.successor.is_before(pack.audience):
        yield from _list_found(pack)


def _list_audiences(pack: Pack) -> Iterator[tuple[str, Audience]]:
    """Yield each thing that says for whom it is, by its place in the pack."""
    for record in pack.records:
        yield f"record {record.id} ({record.content.kind})", record.content.audience
    lists = {name.replace("_", " "): getattr(pack, name) for name in _LISTED}
    lists |= {f"summary, {name}": getattr(pack.summary, name) for name in _ON_ONE_PAGE}
    lists["knowledge area"] = pack.coverage.knowledge_areas
    for name in _PARTS:
        part = getattr(pack, name)
        if part is not None and part.audience is not None:
            yield name, part.audience
    for name, listed in lists.items():
        for number, one in enumerate(listed, start=1):
            if one.audience is not None:
                yield f"{name} {number}", one.audience


def _say_narrow(what: str, audience: Audience, pack: Pack) -> str:
    return (
        f"{what} for the audience {audience}, and the pack is for {pack.audience}: take it out, "
        f"or make the pack for {audience}."
    )


def _list_strays(pack: Pack) -> Iterator[str]:
    """Yield what the one page takes from records that are not there: nobody can judge it."""
    known = {record.id for record in pack.records}
    for kind in _ON_ONE_PAGE:
        for number, item in enumerate(getattr(pack.summary, kind), start=1):
            if item.record and item.record not in known:
                yield (
                    f"summary, {kind} {number} comes from record {item.record}, which the pack "
                    "does not hold: take it out."
                )


def _list_found(pack: Pack) -> Iterator[str]:
    for name in _HARVESTED:
        if getattr(pack, name):
            yield _say_narrow(f"the list {name} is", Audience.successor, pack)
    if pack.risk.scores:
        yield _say_narrow("the list of scores is", Audience.successor, pack)


def find_places(pack: Pack) -> dict[Place, str]:
    """Return where secrets stand in a pack, each with a sentence without it."""
    data = _dump(pack)
    told = {_name_place(data, path): places[0] for path, places in mask_tree(_dump(pack)).items()}
    for path, name in _list_keys(data, ()):
        for place in mask_secrets(name)[1]:
            told.setdefault(_name_place(data, path), place)
    return told


def _list_secrets(pack: Pack) -> Iterator[str]:
    for at, place in find_places(pack).items():
        where = place[0].lower() + place[1:].removesuffix(".")
        yield f'{at}: it holds a secret ({where}): replace it by "{REMOVED}".'


def _dump(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(mode="json", by_alias=True)


def _list_keys(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each name of data with the path of what it is a name in."""
    entries = enumerate(value) if isinstance(value, list) else value.items()
    for name, inside in entries:
        if isinstance(name, str):
            yield path or (name,), name
        if isinstance(inside, dict | list):
            yield from _list_keys(inside, (*path, name))


def _mask_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {mask_secrets(name)[0]: _mask_keys(inside) for name, inside in value.items()}
    return [_mask_keys(inside) for inside in value] if isinstance(value, list) else value


def _name_place(data: dict[str, Any], path: Path) -> Place:
    """Return the place of a text as a person finds it: its list and number, and the field."""
    part, *inside = path
    name, value = str(part).replace("_", " "), data[str(part)]
    if inside and isinstance(number := inside[0], int) and isinstance(value[number], dict):
        item = value[number]
        is_record = part == "records"
        name = f"record {item['id']} ({item['kind']})" if is_record else f"{name} {number + 1}"
        inside = inside[1:]
    return Place(name, str(inside[0]) if inside and isinstance(inside[0], str) else "")
