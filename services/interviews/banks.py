"""Banks: the question banks of templates/questions/, read strictly and checked together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.errors import InvalidInputError
from models.question import CORE_MAXIMUM, Bank, BankSet, BankUse, Question
from services.cases.model_faults import build_value
from services.cases.yaml_reader import Tree, read_yaml
from services.interviews.conditions import parse_condition
from services.interviews.question_texts import find_wording_faults
from templates import TEMPLATES

FACT_NAMES = (
    "respondent", "mode", "depth", "family", "receiver",
    "folders", "contacts", "series", "threads", "promises",
    "sole_documents", "recent_documents", "left_open",
)  # fmt: skip
"""What a `show_if` may ask besides other answers (see selection.list_condition_facts)."""


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


@cache
def load_banks(folder: Path = TEMPLATES / "questions") -> BankSet:
    """Return all banks of a folder and its sub-folders, in the order of their paths; read once.

    Raises:
        InvalidInputError: banks are wrong; each fault is one sentence with file, line, question
            and field.
    """
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise InvalidInputError(f"{folder.name} holds no question bank: put a .yaml file there")
    return check_banks([read_bank_file(path, folder) for path in paths])


def check_banks(files: Sequence[BankFile]) -> BankSet:
    """Return the banks as one set, after everything that no bank can know alone was checked.

    Raises:
        InvalidInputError: one sentence for each fault, all at once.
    """
    banks = BankSet(banks=tuple(file.bank for file in files))
    counted = Counter(question.id for _, question in banks.list_questions())
    faults: list[str] = []
    for file in files:
        for place, question in enumerate(file.bank.questions):
            if counted[question.id] > 1:
                faults.append(file.say(place, "id", "is the id of another question too"))
            for field, fault in _find_question_faults(question, set(counted)):
                faults.append(file.say(place, field, fault))
    faults += _find_set_faults(banks.banks)
    if faults:
        raise InvalidInputError(faults)
    return banks


def _find_question_faults(question: Question, ids: set[str]) -> Iterator[tuple[str, str]]:
    for field in ("ask", "plain"):
        wording = getattr(question, field)
        for language, text in wording.list_texts() if wording else ():
            for fault in find_wording_faults(text, question.about):
                yield f"{field}.{language}", fault
    if question.at_most > 1 and question.about is None:
        yield "at_most", "needs about: say which things of the harvest are meant"
    if question.asks_again and question.asks_again not in ids:
        yield "asks_again", f"names no question: {question.asks_again}"
    if question.show_if:
        yield from (("show_if", fault) for fault in _find_condition_faults(question.show_if, ids))


def _find_condition_faults(condition: str, ids: set[str]) -> Iterator[str]:
    try:
        names = parse_condition(condition).names
    except InvalidInputError as fault:
        yield f"is wrong: {fault}"
        return
    for name in sorted(names - ids - set(FACT_NAMES)):
        yield f"asks for {name}, which is no question and no fact"


def _find_set_faults(banks: Sequence[Bank]) -> Iterator[str]:
    for bank_id, number in Counter(bank.id for bank in banks).items():
        if number > 1:
            yield f"{number} banks have the id {bank_id}: give each its own"
    core = sum(len(bank.questions) for bank in banks if bank.use is BankUse.core)
    if core > CORE_MAXIMUM:
        yield f"there are {core} core questions: at most {CORE_MAXIMUM} are asked of everyone"
