"""Answers: reading ANSWERS.yaml."""

from collections.abc import Sequence
from pathlib import Path

from models.case_file import AnswersFile
from models.errors import InvalidInputError
from services.casefiles.faults import build_value
from services.casefiles.formats import check_format
from services.casefiles.input_text import read_input_text
from services.casefiles.yaml_reader import read_yaml
from services.texts import clean_data

FORMAT = "baton-answers/1"


def read_answers(path: Path) -> AnswersFile:
    """Return what an ANSWERS.yaml says.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    tree = read_yaml(read_input_text(path, what="an answers file"), path.name)
    check_format(tree, FORMAT)
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
