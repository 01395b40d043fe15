"""Private places: names that mark a folder, a file or a mail as not for the handover.

The phrase decides, and the place in the path, never a word alone; the rules are data, in
templates/policies/private-names.yaml.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from models.normal_forms import normalize
from services.secrets.private_life import Life
from services.secrets.staff_folders import StaffFolders
from templates import TEMPLATES

_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# "Private: school reports" is no private school. A point may stand inside a name.
_BREAK = re.compile(r"[:;,!?()\[\]{}|–—、，；：（）]+|\.(?=\s)")
_BETWEEN_PARTS = "·"
# The article, also with "and", "for" or "with" before it, and only if a word is left.
_ARABIC_ARTICLE = re.compile("^(?:[وف]?(?:ال|لل|بال|كال))(?=[\u0621-\u064a]{3})")
# "Concerning the budget", not "private": its preposition holds on to the article of what follows.
_ARABIC_CONCERNING = re.compile("(خاص[ةه]?) ?ب(?=ال|لل)")
_GAPLESS = re.compile("[\u3400-\u9fff]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_ACCENTED = "aeiouc"
"""Letters that have accents, with which they are lost."""
_LONGEST_NAME = 2_000
"""Characters of a name that are looked at; no folder and no subject needs more."""


def is_private(*names: str) -> bool:
    """Whether one of these names (parts of a path, a subject, a title) marks a private place."""
    return find_private_mark(*names) is not None


def find_private_mark(*names: str, above: Sequence[str] = ()) -> str | None:
    """Return the word or phrase that marks one of these names as private, folded; None if none.

    Give the parts of a path one by one: what is private is the first part that has a mark. `above`
    are folders that were judged before: what a phrase of work opened there is of work below, too.
    """
    marks = _read_marks()
    readings = [reading for name in names for reading in _list_readings(name)]
    for reading, folded in ((one, _fold_name(one)) for one in readings):
        if folded in marks.whole_names and not marks.is_of_staff(above):
            return folded
        found = marks.names.search(marks.exceptions.sub(" · ", f" {folded} "))
        if found:
            return found.group().strip()
        mark = marks.find_doubtful(folded, above) or marks.life.find_mark(reading, folded, above)
        if mark:
            return mark
    return None


def is_staff_folder(
    name: str, beneath: Callable[[], Sequence[str]], beside: Callable[[], Sequence[str]]
) -> bool:
    """Whether a folder whose name may mean the staff is theirs, by what lies beneath and beside.

    The names there are asked for where the name is doubtful, and nowhere else.
    """
    staff, folded = _read_marks().staff, _fold_name(name)
    return staff.is_doubtful(folded) and staff.is_of_staff(
        folded, [_fold_name(one) for one in beneath()], [_fold_name(one) for one in beside()]
    )


def fold_words(name: str) -> str:
    """Return the words of a name, one blank apart: lower case, no accents, camelCase split.

    A dot stands where punctuation separates two phrases.
    """
    # Most names are plain, and there are many names.
    bare = _CAMEL.sub(" ", name).casefold() if name.isascii() else _strip_accents(name)
    parts = _BREAK.split(bare.replace("ـ", ""))
    return f" {_BETWEEN_PARTS} ".join(filter(None, map(_fold_part, parts)))


def compile_names(by_language: dict[str, list[str]]) -> re.Pattern[str]:
    """Return one pattern over folded words, each with a blank before and after it."""
    gapless, spaced = [], []
    for name in _flatten(by_language):
        if _GAPLESS.search(name):
            gapless.append(re.escape(fold_words(name)))
        else:
            spaced.append(" ".join(_make_word_pattern(word) for word in name.split()))
    parts = ([f"(?<= )(?:{_join(spaced)})(?= )"] if spaced else []) + gapless
    return re.compile("|".join(parts))


@dataclass(frozen=True)
class _Group:
    """Words that may be private or of work, and the words around them that say which."""

    names: re.Pattern[str]
    work: re.Pattern[str]
    life: re.Pattern[str]
    is_any_work: bool
    """Whether a folder of any work above opens its words: "medical" below "Programmes"."""
    is_of_staff: bool
    """Whether it may also mean the staff: "personal", "Personale"."""

    def is_of_work(self, phrase: str) -> bool:
        """Whether a phrase that holds a word of the group is one of work."""
        return bool(self.work.search(phrase)) and not self.life.search(phrase)


@dataclass(frozen=True)
class _Marks:
    names: re.Pattern[str]
    exceptions: re.Pattern[str]
    whole_names: frozenset[str]
    staff_folders: frozenset[str]
    groups: Mapping[str, _Group]
    life: Life
    staff: StaffFolders

    def find_doubtful(self, folded: str, above: Sequence[str]) -> str | None:
        """Return the word that closes a name because no phrase of work stands around it."""
        rest = self.exceptions.sub(" · ", f" {folded} ")
        for phrase in (f" {one.strip()} " for one in rest.split(_BETWEEN_PARTS)):
            for name, group in self.groups.items():
                found = group.names.search(phrase)
                if found is None or group.is_of_work(phrase):
                    continue
                # A folder of just this name says private by itself, wherever it lies.
                is_alone = not group.names.sub("", phrase).strip(" 0123456789")
                is_life = group.life.search(phrase) is not None
                is_staff = group.is_of_staff and self.is_of_staff(above) and not is_life
                if not is_staff and (is_alone or is_life or not self._is_opened(name, above)):
                    return found.group().strip()
        return None

    def is_of_staff(self, above: Sequence[str]) -> bool:
        """Whether a folder above holds what is of the staff, as those of HR do.

        One whose name may mean the staff was judged before: private ones are not entered.
        """
        folded = list(map(_fold_name, above))
        return not self.staff_folders.isdisjoint(folded) or any(map(self.staff.is_doubtful, folded))

    def _is_opened(self, name: str, above: Sequence[str]) -> bool:
        """Whether a folder above is of work that opens the words of the group."""
        group = self.groups[name]
        folded = (_fold_name(folder) for folder in above)
        phrases = (f" {one.strip()} " for part in folded for one in part.split(_BETWEEN_PARTS))
        return any(
            group.is_of_work(each) and (group.is_any_work or group.names.search(each))
            for each in phrases
        )


def _list_readings(name: str) -> list[str]:
    """Return the name, with each letter that may stand where one could not be decoded."""
    plain = name[:_LONGEST_NAME]
    if _LOST not in plain:
        return [plain]
    return [plain.replace(_LOST, letter) for letter in _ACCENTED]


def _fold_name(name: str) -> str:
    # "R&eacute;union" and "RÃ©union" are no union.
    plain = html.unescape(name[:_LONGEST_NAME])
    if plain.isascii():
        return fold_words(plain)
    with suppress(UnicodeError):
        plain = plain.encode("cp1252").decode("utf-8")
    return fold_words(_ARABIC_CONCERNING.sub(r"\1 بخصوص ", plain))


def _strip_accents(name: str) -> str:
    visible = "".join(char for char in name if unicodedata.category(char) != "Cf")
    split = _CAMEL.sub(" ", normalize("NFC", visible))
    decomposed = normalize("NFKD", split.casefold())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def _fold_part(part: str) -> str:
    return " ".join(_ARABIC_ARTICLE.sub("", word) for word in _WORD.findall(part))


@cache
def _read_marks() -> _Marks:
    path = TEMPLATES / "policies" / "private-names.yaml"
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return _Marks(
        names=compile_names(data["names"]),
        exceptions=compile_names(data["exceptions"]),
        whole_names=frozenset(fold_words(name) for name in _flatten(data["whole_names"])),
        staff_folders=frozenset(map(fold_words, _flatten(data["staff_folders"]))),
        groups={name: _read_group(group, data) for name, group in data["words"].items()},
        life=Life(
            patterns={name: compile_names(words) for name, words in data["points"].items()},
            fold=_fold_name,
        ),
        staff=_read_staff(data),
    )


def _read_staff(data: dict[str, Any]) -> StaffFolders:
    staff, points = data["staff"], data["points"]
    life = [compile_names(words) for words in (data["life"], points["sure"], points["likely"])]
    return StaffFolders(
        names={code: frozenset(map(fold_words, names)) for code, names in staff["names"].items()},
        papers=compile_names(staff["papers"]),
        offices={code: compile_names({code: one}) for code, one in staff["offices"].items()},
        is_life=lambda name: is_private(name) or any(one.search(f" {name} ") for one in life),
    )


def _read_group(group: dict[str, Any], data: dict[str, Any]) -> _Group:
    own, life = group.get("life", {}), data["life"]
    both = {code: life.get(code, []) + own.get(code, []) for code in {*life, *own}}
    # Words of all kinds of work stand beside "medical" and "union", few beside "personal".
    others = _flatten(data["points"]["work"]) if group.get("any_work") else []
    return _Group(
        names=compile_names(group["names"]),
        work=compile_names({**group["work"], "any": others}),
        life=compile_names(both),
        is_any_work=group.get("any_work", False),
        is_of_staff=group.get("staff", False),
    )


def _flatten(by_language: dict[str, list[str]]) -> list[str]:
    return [name for names in by_language.values() for name in names]


def _make_word_pattern(word: str) -> str:
    return fold_words(word) + ("[^ ]*" if word.endswith("*") else "")


def _join(patterns: list[str]) -> str:
    """Join alternatives so that a longer phrase is tried before a shorter one."""
    return "|".join(sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern)))
