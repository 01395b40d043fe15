"""Case files: CASE.yaml, ANSWERS.yaml and pack.json, read as values or refused with every fault."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from models.case_file import AnswersFile, CaseFile
from models.errors import InvalidInputError
from models.pack import Pack
from services.cases.case_sources import check_sources
from services.cases.input_text import check_format, read_input_text
from services.cases.model_faults import build_value, check_holidays
from services.cases.odd_characters import check_quotes
from services.cases.yaml_reader import Tree, read_yaml
from services.texts import clean_data

CASE_FORMAT = "baton-case/1"
ANSWERS_FORMAT = "baton-answers/1"
PACK_FORMAT = "baton-pack/1"


def read_case(path: Path) -> CaseFile:
    """Return what a CASE.yaml says; the paths of its sources have been found to exist.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    tree = read_yaml(read_input_text(path, what="a case file"), path.name)
    check_format(tree, CASE_FORMAT)
    if () not in tree.broken:
        check_sources(tree, path.parent)
        check_holidays(tree)
        check_quotes(tree)
    return build_value(CaseFile, tree)


def read_answers(path: Path) -> AnswersFile:
    """Return what an ANSWERS.yaml says.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    tree = read_yaml(read_input_text(path, what="an answers file"), path.name)
    check_format(tree, ANSWERS_FORMAT)
    tree.data = clean_data(tree.data)
    return build_value(AnswersFile, tree)


def read_all_answers(paths: Sequence[Path]) -> tuple[AnswersFile, ...]:
    """Return several ANSWERS.yaml in the order given.

    Raises:
        InvalidInputError: with the faults of all files at once; two files of one person are one.
    """
    answers: list[AnswersFile] = []
    faults: list[str] = []
    first: dict[tuple[str, str], Path] = {}
    for path in paths:
        try:
            read = read_answers(path)
        except InvalidInputError as error:
            faults.extend(error.faults)
            continue
        who = (read.respondent.value, " ".join(read.name.casefold().split()))
        if who in first:
            faults.append(
                f'{path}: the answers of {read.respondent} "{read.name}" are given already '
                f"in {first[who]}: name each file once, and put one person's answers into one file"
            )
        first.setdefault(who, path)
        answers.append(read)
    if faults:
        raise InvalidInputError(faults)
    return tuple(answers)


def read_pack(path: Path, today: date) -> Pack:
    """Return the pack of a JSON file; one that does not say when it was made is of today.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with field and way out.
    """
    data = _parse(read_input_text(path, what="a pack (pack.json)"), path.name)
    if isinstance(data, dict) and data.get("made_on") is None:
        data["made_on"] = today.isoformat()
    tree = Tree(path.name, data=clean_data(data))
    check_format(tree, PACK_FORMAT)
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
    """JSON by its grammar that is refused all the same."""


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys: set[str] = set()
    for key, _ in pairs:
        if key in keys:
            raise _ContentError(f'the key "{key}" stands twice in one group: keep one')
        keys.add(key)
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise _ContentError(f"{name} is not a number that JSON has: write a number or null")
