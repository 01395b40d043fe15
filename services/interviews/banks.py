"""Banks: the question banks of templates/questions/, read strictly and checked together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from models.errors import InvalidInputError
from models.question import CORE_MAXIMUM, Bank, BankSet, BankUse, Question
from models.words import Family
from services.interviews.bank_files import BankFile, read_bank_file
from services.interviews.conditions import parse_condition
from services.interviews.wording import find_wording_faults
from templates import TEMPLATES

FACT_NAMES = (
    "respondent", "mode", "depth", "family", "receiver",
    "folders", "contacts", "series", "threads", "promises",
    "sole_documents", "recent_documents", "left_open",
)  # fmt: skip
"""What a `show_if` may ask besides other answers (see selection.list_condition_facts)."""


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


def list_families(banks: BankSet) -> tuple[Family, ...]:
    """Return the role families that have questions of their own."""
    return tuple(sorted({bank.family for bank in banks.banks if bank.family}))
