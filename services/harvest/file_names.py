"""File names: what a name says of a document: its subject, its period, which version it is.

The words that names of files, folders and authors are made of are listed in
templates/policies/document-names.yaml.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Literal

from models.values import Lines, Value
from services.data_files import read_data_file
from services.harvest.name_dates import number_months, take_days, take_months
from services.secrets.private_places import compile_names, fold_words

WordLists = dict[str, Lines]
"""Words or phrases by language; a star at the end stands for any ending."""
_YEAR = re.compile(r"(?:19|20)\d\d(?:-|$)")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-|$)|m\d")
_OUTLINE_NUMBER = re.compile(r"^\d{1,2}[ ._-]+(?=[^\W\d])")
_COPY_NUMBER = re.compile(r"\s*[(\[]\d{1,2}[)\]]\s*$")
_RANDOM = re.compile(
    r"(?i)\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[a-f]*[0-9]+[a-f]+[0-9])[0-9a-f]{8,})\b"
)
"""What programs name files by; it distinguishes no siblings."""

_CAPITALS_THEN_VERSION = re.compile(r"(?<=[A-Z])(?=[vV]\d)")
_SIBLING_NUMBERS = re.compile(r"(?<= )(?:\d+|ii|iii|iv|vi|vii|viii|ix|xi|xii)(?= )")
_LAST_LETTER = re.compile(r"(?<=[^ ] )[a-h](?= $)")
_INITIALS = re.compile(r"\([^)]*\)|(?<![^\W_])[A-Z]{2,3}(?![^\W_])")
_VERSION_NUMBERS = r"(?: \d{1,3}(?= ))*"


class DocumentWords(Value):
    """templates/policies/document-names.yaml."""

    format: Literal["baton-document-names/1"]
    finals: WordLists
    drafts: WordLists
    versions: WordLists
    copies: WordLists
    archives: WordLists
    serials: WordLists
    empty_names: WordLists
    key_words: WordLists
    not_people: WordLists
    devices: WordLists


@cache
def get_pattern(*lists: str) -> re.Pattern[str]:
    """Return one pattern for the words of these lists, for folded words with blanks around.

    Raises:
        InvalidInputError: the policy file is wrong.
    """
    words = _read_words()
    merged = {
        f"{name} {language}": list(lines)
        for name in lists
        for language, lines in getattr(words, name).items()
    }
    return compile_names(merged)


@dataclass(frozen=True)
class FileName:
    """A name taken apart. Versions of one document share `subject` and `numbers`.

    `subject` are its words joined; `numbers` what distinguishes siblings: periods, lots, phases.
    `people` are those named at its end; `version` the numbers that count versions.
    `finality` is 1 for a final version, -1 for a draft, else 0. `is_marked`: something in it says
    that there are others; `is_empty`: it says nothing ("Document1").
    """

    subject: str
    words: frozenset[str]
    numbers: frozenset[str]
    people: tuple[str, ...]
    version: tuple[int, ...]
    finality: int
    is_copy: bool
    is_marked: bool
    is_empty: bool

    @property
    def has_year(self) -> bool:
        """Whether it says of which year the document is."""
        return any(_YEAR.match(number) for number in self.numbers)


def parse_file_name(path: str, people: frozenset[str] = frozenset()) -> FileName:
    """Return what a name says.

    Args:
        path: a POSIX path with its ending.
        people: folded names and initials of people, as they stand at the ends of names.
    """
    stem = PurePosixPath(path).stem
    bare = _COPY_NUMBER.sub("", _RANDOM.sub("", stem))
    rest = _Rest(fold_words(_CAPITALS_THEN_VERSION.sub(" ", bare)))
    is_empty = not get_pattern("empty_names").sub("", rest.text).strip(" 0123456789")
    is_copy = bool(rest.take(get_pattern("copies"))) or _COPY_NUMBER.search(stem) is not None
    is_serial = get_pattern("serials").search(rest.text) is not None
    numbers, is_dated = _take_dates(rest, is_serial=is_serial)
    version, finality, has_state = _take_state(rest)
    named = _take_people(rest, people)
    is_signed = bool(named) and set(named) <= _list_initials(stem)
    siblings = [*rest.take(_SIBLING_NUMBERS), *rest.take(_LAST_LETTER)]
    return FileName(
        subject="".join(rest.text.split()),
        words=frozenset(rest.text.split()),
        numbers=frozenset([*numbers, *(number.lstrip("0") or "0" for number in siblings)]),
        people=named,
        version=version,
        finality=finality,
        is_copy=is_copy,
        is_marked=is_copy or is_dated or has_state or (is_signed and not is_serial),
        is_empty=is_empty,
    )


def list_folder_numbers(folder: str, *, with_periods: bool) -> frozenset[str]:
    """Return the numbers that distinguish a folder; the one of "03 Finance" only orders a list."""
    numbers = parse_file_name(f"{_OUTLINE_NUMBER.sub('', folder)}.").numbers
    return frozenset(one for one in numbers if with_periods or not _PERIOD.match(one))


def is_archived(path: str) -> bool:
    """Whether one of the folders of a path holds what has been put away."""
    return any(is_archive(folder) for folder in path.split("/")[1:-1])


@lru_cache(maxsize=16_384)
def is_archive(folder: str) -> bool:
    """Whether the name of a folder says that it holds what has been put away."""
    return get_pattern("archives").search(f" {fold_words(folder)} ") is not None


@cache
def _read_words() -> DocumentWords:
    return read_data_file(DocumentWords, "policies/document-names.yaml")


class _Rest:
    """What is left of a name while its parts are taken out, a blank on each side of a word."""

    def __init__(self, folded: str) -> None:
        self.text = f" {folded.replace(' · ', ' ')} "

    def take(self, pattern: re.Pattern[str]) -> list[str]:
        found = [match[0] for match in pattern.finditer(self.text)]
        self.text = f" {' '.join(pattern.sub(' ', self.text).split())} "
        return found


def _take_dates(rest: _Rest, *, is_serial: bool) -> tuple[list[str], bool]:
    """Take out dates and return those that distinguish siblings, and whether others were there.

    A month always does; a day only of what there is one for each day of the calendar.
    """
    rest.text, days = take_days(number_months(rest.text))
    rest.text, months = take_months(rest.text)
    return [*months, *(days if is_serial else [])], bool(days) and not is_serial


def _take_state(rest: _Rest) -> tuple[tuple[int, ...], int, bool]:
    """Take out words of state with their numbers: "v 2 1", "final", "draft 3"."""
    pattern = _make_state_pattern()
    found = rest.take(pattern)
    version = tuple(int(number) for words in found for number in re.findall(r"\d+", words))
    text = "".join(f" {words} " for words in found)
    is_draft = get_pattern("drafts").search(text) is not None
    is_final = get_pattern("finals").search(text) is not None
    return version, -1 if is_draft else int(is_final), bool(found)


@cache
def _make_state_pattern() -> re.Pattern[str]:
    words = get_pattern("finals", "drafts", "versions").pattern
    return re.compile(f"(?:{words}){_VERSION_NUMBERS}")


def _list_initials(stem: str) -> set[str]:
    """Return the folded words by which editors mark their version: "(Ana)", "AS"."""
    return {word for found in _INITIALS.findall(stem) for word in fold_words(found).split()}


def _take_people(rest: _Rest, people: frozenset[str]) -> tuple[str, ...]:
    """Take the people out who stand at the end; the first word is never one."""
    words = rest.text.split()
    named: list[str] = []
    while len(words) > 1 and words[-1] in people:
        named.append(words.pop())
    rest.text = f" {' '.join(words)} "
    return tuple(sorted(named))
