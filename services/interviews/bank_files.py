"""Bank files: one question bank as a YAML file, with the line of everything in it."""

import re
from dataclasses import dataclass
from pathlib import Path

from models.errors import InvalidInputError
from models.question import Bank
from services.casefiles.faults import build_value
from services.casefiles.tree import Tree
from services.casefiles.yaml_reader import read_yaml


@dataclass(frozen=True)
class BankFile:
    """A bank, and the tree of the file that it was read from."""

    bank: Bank
    tree: Tree

    def say(self, place: int, field: str, fault: str) -> str:
        """Return a fault of the question at a place (from 0) as one sentence."""
        line = self.tree.get_place(("questions", place, *field.split("."))).line
        return f"{_locate(self.tree, line)}, {field} {fault}"


def read_bank_file(path: Path, folder: Path) -> BankFile:
    """Return the bank of a file; faults name it by its path below the folder of banks.

    Raises:
        InvalidInputError: the file is no bank; one sentence for each fault.
    """
    name = path.relative_to(folder).as_posix()
    try:
        return read_bank(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as fault:
        raise InvalidInputError(f"{name} is not UTF-8 text: save it as UTF-8") from fault


def read_bank(text: str, name: str) -> BankFile:
    """Return the bank that a YAML text states; `name` is said in faults.

    Raises:
        InvalidInputError: the text is no bank; one sentence for each fault.
    """
    tree = read_yaml(text, name)
    try:
        return BankFile(build_value(Bank, tree), tree)
    except InvalidInputError as fault:
        ordered = dict.fromkeys(sorted(tree.faults, key=lambda one: one[0]))
        # The id says better than a number which question is meant.
        faults = [
            f"{_locate(tree, line)}: {re.sub(r'^questions [0-9]+, ', '', sentence)}"
            for line, sentence in ordered
        ]
        raise InvalidInputError(faults or fault.faults) from fault


def _locate(tree: Tree, line: int) -> str:
    """Return "core.yaml, line 12, question core_people"; outside a question without its id."""
    questions = tree.find(("questions",))
    question = None
    for place, data in enumerate(questions if isinstance(questions, list) else ()):
        if tree.get_place(("questions", place)).key_line <= line and isinstance(data, dict):
            question = data.get("id", f"number {place + 1}")
    return f"{tree.file}, line {line}" + (f", question {question}" if question else "")
