"""Private places: names that mark a folder, a file or a mail as not for the handover."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ruamel.yaml import YAML

from templates import TEMPLATES

_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# "Private: school reports" is no private school. A point may stand inside a name.
_BREAK = re.compile(r"[:;,!?()\[\]{}|–—、，；：（）]+|\.(?=\s)")
_BETWEEN_PARTS = "·"
# The article, also with "and", "for" or "with" before it, and only if a word is left.
_ARABIC_ARTICLE = re.compile("^(?:[وف]?(?:ال|لل|بال|كال))(?=[\u0621-\u064a]{3})")
_GAPLESS = re.compile("[\u3400-\u9fff]")
_LONGEST_NAME = 2_000
"""Characters of a name that are looked at; no folder and no subject needs more."""


def is_private(*names: str) -> bool:
    """Whether one of these names (parts of a path, a subject, a title) marks a private place."""
    return find_private_mark(*names) is not None


def find_private_mark(*names: str) -> str | None:
    """Return the word or phrase that marks one of these names as private, folded; None if none.

    Give the parts of a path one by one: what is private is the first part that has a mark.
    """
    marks = _read_marks()
    for name in names:
        folded = fold_words(name[:_LONGEST_NAME])
        if folded in marks.whole_names:
            return folded
        found = marks.names.search(marks.exceptions.sub(" · ", f" {folded} "))
        if found:
            return found.group().strip()
    return None


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
class _Marks:
    names: re.Pattern[str]
    exceptions: re.Pattern[str]
    whole_names: frozenset[str]


def _strip_accents(name: str) -> str:
    visible = "".join(char for char in name if unicodedata.category(char) != "Cf")
    split = _CAMEL.sub(" ", unicodedata.normalize("NFC", visible))
    decomposed = unicodedata.normalize("NFKD", split.casefold())
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
    )


def _flatten(by_language: dict[str, list[str]]) -> list[str]:
    return [name for names in by_language.values() for name in names]


def _make_word_pattern(word: str) -> str:
    return fold_words(word) + ("[^ ]*" if word.endswith("*") else "")


def _join(patterns: list[str]) -> str:
    """Join alternatives so that a longer phrase is tried before a shorter one."""
    return "|".join(sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern)))
