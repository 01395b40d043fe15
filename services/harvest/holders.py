"""Holders: who besides the leaver has a document: authors, editors, and whom it was mailed to."""

import re
from collections.abc import Iterable
from functools import lru_cache

from models.case_file import PersonEntry
from models.harvest import Extraction
from services.harvest.document_words import get_pattern
from services.harvest.private_places import fold_words

_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]|<[^>]*>")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w.-]+")
_BETWEEN_NAMES = re.compile(r"[,،、/&]|\b(?:and|et|y|e|и|und)\b")
_DOMAIN = re.compile(r"^[\w.-]+\\(?=\w)")


class LeaverNames:
    """All the ways in which programs write the leaver's name and address."""

    def __init__(self, leaver: PersonEntry) -> None:
        """Collect them from the name and the address of the case file."""
        self.name = leaver.name
        self._email = leaver.email.casefold()
        self._words = _list_words(leaver.name)
        account = _list_words(leaver.email.partition("@")[0])
        self._spellings = _spell(self._words) | {"".join(account)}

    def include(self, name: str) -> bool:
        """Whether a name or an address is the leaver's: "SOW, Ana", "a.sow", "ana.sow@...".

        A first name alone counts; a last name alone is that of many people.
        """
        addresses = _ADDRESS.findall(name.casefold())
        if addresses:
            return self._email in addresses
        words = _list_words(name)
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
        words = [word for word in _list_words(name) if word.isalpha()]
        if len(words) > 1:
            endings.update((*words, "".join(word[0] for word in words)))
    return frozenset(ending for ending in endings if len(ending) > 1)


def _list_editors(content: Extraction) -> list[str]:
    return _split_names((*content.authors, content.modified_by or ""))


def _split_names(fields: Iterable[str]) -> list[str]:
    """Return the people of fields that may hold several: "Ana Sow, Luis Carvalho; Ben Diop".

    "Sow, Ana" stays whole: what stands between the commas of a list are full names.
    """
    names: list[str] = []
    for field in (part for one in fields for part in one.split(";")):
        parts = _BETWEEN_NAMES.split(field)
        are_full = all(len(_list_words(part)) > 1 for part in parts)
        names.extend(parts if are_full else [field])
    return [name.strip() for name in names if _is_person(name)]


@lru_cache(maxsize=16_384)
def _is_person(name: str) -> bool:
    folded = f" {fold_words(name.casefold()).replace(' · ', ' ')} "
    if get_pattern("devices").match(folded, 1):
        return False
    return bool(get_pattern("not_people").sub("", folded).strip(" 0123456789"))


def _drop_repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that differ in order, case or accents only."""
    kept: dict[tuple[str, ...], str] = {}
    for name in names:
        kept.setdefault(tuple(sorted(_list_words(name))), name)
    return tuple(kept.values())


@lru_cache(maxsize=16_384)
def _list_words(name: str) -> tuple[str, ...]:
    bare = _DOMAIN.sub("", _REMARK.sub(" ", name).strip())
    return tuple(fold_words(bare or name).replace(" · ", " ").split())


def _spell(words: tuple[str, ...]) -> set[str]:
    """Return a name as it is written without its gaps: asow, sowa, sowana, ana, as."""
    first, last = words[0], words[-1]
    spellings = {"".join(words), "".join(reversed(words)), first, "".join(w[0] for w in words)}
    if len(words) > 1:
        spellings |= {first + last, last + first, first[0] + last, last + first[0]}
    return spellings
