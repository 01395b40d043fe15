"""Packs: reading PACK.json, from which documents are rendered."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from models.errors import InvalidInputError
from models.pack import Pack
from services.casefiles.faults import build_value
from services.casefiles.formats import check_format
from services.casefiles.input_text import read_input_text
from services.casefiles.tree import Tree
from services.texts import clean_data

FORMAT = "baton-pack/1"


def read_pack(path: Path, today: date) -> Pack:
    """Return the pack of a JSON file; one that does not say when it was made is of today.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with field and way out.
    """
    data = _parse(read_input_text(path, what="a pack (pack.json)"), path.name)
    if isinstance(data, dict) and data.get("made_on") is None:
        data["made_on"] = today.isoformat()
    tree = Tree(path.name, data=clean_data(data))
    check_format(tree, FORMAT)
    return build_value(Pack, tree)


def _parse(text: str, file: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as fault:
        raise InvalidInputError(
            f"{file}, line {fault.lineno}: this is not valid JSON ({fault.msg.lower()}): "
            "correct it, or have the pack written again"
        ) from fault
    except RecursionError as fault:
        raise InvalidInputError(
            f"{file}: lists stand in lists too many times: give a pack that Baton wrote"
        ) from fault
    except _ContentError as fault:
        raise InvalidInputError(f"{file}: {fault}") from fault
    except ValueError as fault:
        # Python refuses to read a number of thousands of digits.
        raise InvalidInputError(f"{file}: a number is too long: write it shorter") from fault


class _ContentError(ValueError):
    """JSON by its grammar, and yet not to be read."""


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys: set[str] = set()
    for key, _ in pairs:
        if key in keys:
            raise _ContentError(f'the key "{key}" stands twice in one group: keep one')
        keys.add(key)
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise _ContentError(f"{name} is not a number that JSON has: write a number or null")
