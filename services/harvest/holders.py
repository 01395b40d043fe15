"""Holders: who besides the leaver has a document, and which documents mail and calendar name.

Authors and editors hold a document, and the people it was mailed to.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from models.case_file import PersonEntry
from models.harvest import Extraction
from services.email_texts import find_emails
from services.harvest.file_names import get_pattern
from services.secrets.private_places import fold_words

_FEWEST_WORDS = 2
_FEWEST_LETTERS = 8
"""A shorter name ("Notes 2") may be said without the document being meant."""

_FEWEST_LETTERS_BARE = 12
"""Of a name without its numbers ("Tranche tracker" for "Tranche tracker 2026")."""

_LONGEST_TEXT = 20_000
_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]|<[^>]*>")
_BETWEEN_NAMES = re.compile(r"[,،、/&]|\b(?:and|et|y|e|и|und)\b")
_DOMAIN = re.compile(r"^[\w.-]+\\(?=\w)")


def find_cited(names: Sequence[Iterable[str]], texts: Iterable[str]) -> frozenset[int]:
    """Return the places in `names` of the documents that one of the texts names.

    Args:
        names: for each document its title and its file's name; those of one word do not count.
        texts: subjects and texts of mail, titles of calendar entries.
    """
    index = _index_names(names)
    cited: set[int] = set()
    for text in texts:
        cited.update(_find_in(_split_words(text[:_LONGEST_TEXT]), index))
    return frozenset(cited)


class LeaverNames:
    """All the ways in which programs write the leaver's name and address."""

    def __init__(self, leaver: PersonEntry) -> None:
        """Collect them from the name and the address of the case file."""
        self.name = leaver.name
        self._email = leaver.email.casefold()
        self._words = _list_name_words(leaver.name)
        account = _list_name_words(leaver.email.partition("@")[0])
        self._spellings = _spell(self._words) | {"".join(account)}

    def include(self, name: str) -> bool:
        """Whether a name or an address is the leaver's: "SOW, Ana", "a.sow", "ana.sow@...".

        A first name alone counts; a last name alone is that of many people.
        """
        addresses = find_emails(name.casefold())
        if addresses:
            return self._email in addresses
        words = _list_name_words(name)
        common = set(words) & set(self._words)
        is_longer_or_shorter = common in (set(words), set(self._words))
        return "".join(words) in self._spellings or (len(common) > 1 and is_longer_or_shorter)


def list_authors(content: Extraction, leaver: LeaverNames) -> tuple[str, ...]:
    """Return the authors, each once; every spelling of the leaver as the case has it.

    What programs and printers write in place of a name is left out.
    """
    people = _split_names(content.authors)
    return _drop_repeated(leaver.name if leaver.include(name) else name for name in people)


def list_holders(
    content: Extraction, mailed_to: Iterable[str], leaver: LeaverNames
) -> tuple[str, ...]:
    """Return who has it besides the leaver: those who wrote it, then those it was mailed to."""
    everybody = (*_list_editors(content), *mailed_to)
    return _drop_repeated(name for name in everybody if not leaver.include(name))


def is_sole_editor(content: Extraction, leaver: LeaverNames) -> bool:
    """Whether all who are known to have worked on it are the leaver; False if nobody is known."""
    editors = _list_editors(content)
    return bool(editors) and all(leaver.include(name) for name in editors)


def list_name_endings(people: Iterable[str]) -> frozenset[str]:
    """Return folded names and initials, as people put them at the ends of file names."""
    endings: set[str] = set()
    for name in people:
        words = [word for word in _list_name_words(name) if word.isalpha()]
        if len(words) > 1:
            endings.update((*words, "".join(word[0] for word in words)))
    return frozenset(ending for ending in endings if len(ending) > 1)


@dataclass(frozen=True)
class _Names:
    """Names by their words, and how long those are that begin with the same two."""

    places: dict[tuple[str, ...], list[int]]
    lengths: dict[tuple[str, ...], set[int]]


def _find_in(words: tuple[str, ...], index: _Names) -> Iterator[int]:
    for start, pair in enumerate(pairwise(words)):
        for length in index.lengths.get(pair, ()):
            yield from index.places.get(words[start : start + length], ())


def _index_names(names: Sequence[Iterable[str]]) -> _Names:
    index = _Names(defaultdict(list), defaultdict(set))
    bare: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for place, spellings in enumerate(names):
        for words in map(_split_words, spellings):
            _add(index, words, [place], _FEWEST_LETTERS)
            bare[tuple(word for word in words if not word.isdecimal())].add(place)
    for words, places in bare.items():
        # People leave the year out; if several documents are called so, nobody knows which.
        if len(places) == 1 and words not in index.places:
            _add(index, words, places, _FEWEST_LETTERS_BARE)
    return index


def _add(index: _Names, words: tuple[str, ...], places: Iterable[int], letters: int) -> None:
    if len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= letters:
        index.places[words].extend(places)
        index.lengths[words[:2]].add(len(words))


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(fold_words(text).replace(" · ", " ").split())


def _list_editors(content: Extraction) -> list[str]:
    return _split_names((*content.authors, content.modified_by or ""))


def _split_names(fields: Iterable[str]) -> list[str]:
    """Return the people of fields that may hold several: "Ana Sow, Luis Carvalho; Ben Diop".

    "Sow, Ana" stays whole: what stands between the commas of a list are full names.
    """
    names: list[str] = []
    for field in (part for one in fields for part in one.split(";")):
        parts = _BETWEEN_NAMES.split(field)
        are_full = all(len(_list_name_words(part)) > 1 for part in parts)
        names.extend(parts if are_full else [field])
    return [name.strip() for name in names if _is_person(name)]


@lru_cache(maxsize=16_384)
def _is_person(name: str) -> bool:
    folded = f" {' '.join(_split_words(name.casefold()))} "
    if get_pattern("devices").match(folded, 1):
        return False
    return bool(get_pattern("not_people").sub("", folded).strip(" 0123456789"))


def _drop_repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that differ in order, case or accents only."""
    kept: dict[tuple[str, ...], str] = {}
    for name in names:
        kept.setdefault(tuple(sorted(_list_name_words(name))), name)
    return tuple(kept.values())


@lru_cache(maxsize=16_384)
def _list_name_words(name: str) -> tuple[str, ...]:
    return _split_words(_DOMAIN.sub("", _REMARK.sub(" ", name).strip()) or name)


def _spell(words: tuple[str, ...]) -> set[str]:
    """Return a name as it is written without its gaps: asow, sowa, sowana, ana, as."""
    first, last = words[0], words[-1]
    spellings = {"".join(words), "".join(reversed(words)), first, "".join(w[0] for w in words)}
    if len(words) > 1:
        spellings |= {first + last, last + first, first[0] + last, last + first[0]}
    return spellings
