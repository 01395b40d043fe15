"""Secret lexicon: which classes of words a word of a text belongs to, and where.

The classes are data: `classes` of templates/policies/secret-points.yaml, beside some lists of
templates/policies/secret-words.yaml.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from services.secrets.secret_words import read_word_lists
from templates import TEMPLATES

_WORD = re.compile(r"[^\W_]+")
_ARABIC_FRONT = re.compile("^(?:[وفبلك]?ال|لل|[وفبلك])(?=[\u0621-\u064a]{3})")
_MOST_WORDS = 5
_SHORTEST_STEM = 2
_ALSO = {"code": "codes", "topic": "topics", "account": "accounts", "count": "counts"}
_ALSO |= {"password": "passwords", "says": "links"}
"""Classes to which lists of the other policy belong as well."""


class Word(NamedTuple):
    """A word of a text: where it stands, and the classes it belongs to, alone or in a phrase."""

    start: int
    end: int
    classes: frozenset[str]


@dataclass(frozen=True)
class _Lexicon:
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    whole: dict[str, set[str]]
    fronts: dict[str, set[str]]
    ends: dict[str, set[str]]
    insides: dict[str, set[str]]


def tag_words(text: str, start: int, end: int) -> list[Word]:
    """Return the words of a part of a text, in order, with their classes."""
    places = list(_WORD.finditer(text, start, end))
    folded = [_fold(place[0]) for place in places]
    classes = [_find_classes(word) for word in folded]
    for at, word in enumerate(folded):
        for phrase, name in _find_phrases(word, folded[at + 1] if at + 1 < len(folded) else ""):
            if _has_phrase(folded, at, phrase):
                for each in range(at, at + len(phrase)):
                    classes[each] |= {name}
    return [
        Word(place.start(), place.end(), found)
        for place, found in zip(places, classes, strict=True)
    ]


def ends_as_participle(word: str) -> bool:
    """Whether "the password is ..." says what was done with it: "rotated", "renovada"."""
    return word.endswith(tuple(read_points()["endings"]))


@cache
def read_points() -> dict[str, Any]:
    """Return the policy: `enough`, the points of passwords, codes and `against`, the classes."""
    path = TEMPLATES / "policies" / "secret-points.yaml"
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return data


def _has_phrase(folded: list[str], at: int, phrase: tuple[str, ...]) -> bool:
    said = folded[at + 1 : at + len(phrase)]
    return len(said) == len(phrase) - 1 and all(
        word.startswith(part[:-1]) if part.endswith("*") else part in _spell(word)
        for word, part in zip(said, phrase[1:], strict=True)
    )


@lru_cache(maxsize=20_000)
def _find_classes(word: str) -> frozenset[str]:
    lexicon, found = _read_lexicon(), set()
    for spelled in _spell(word):
        found |= lexicon.whole.get(spelled, set())
        for size in range(_SHORTEST_STEM, len(spelled) + 1):
            found |= lexicon.fronts.get(spelled[:size], set())
            found |= lexicon.ends.get(spelled[-size:], set())
    for part, names in lexicon.insides.items():
        if part in word:
            found |= names
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _find_phrases(word: str, following: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the phrases that begin with these two words, each with its class."""
    known = [
        phrase for spelled in _spell(word) for phrase in _read_lexicon().phrases.get(spelled, ())
    ]
    return tuple(each for each in known if _has_phrase([word, following], 0, each[0][:2]))


@lru_cache(maxsize=20_000)
def _spell(word: str) -> tuple[str, ...]:
    """Return a word also without the Arabic article and what is written together with it."""
    bare = _ARABIC_FRONT.sub("", word)
    return (word,) if bare == word else (word, bare, _ARABIC_FRONT.sub("", bare))


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    split = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in split if unicodedata.category(char) != "Mn")


@cache
def _read_lexicon() -> _Lexicon:
    tables = [defaultdict[str, set[str]](set) for _ in range(4)]
    lexicon = _Lexicon(defaultdict(list), *tables)
    lists, classes = read_word_lists(), read_points()["classes"]
    for name in {**classes, **_ALSO}:
        for word in [*classes.get(name, ()), *lists.get(_ALSO.get(name, ""), ())]:
            _add(lexicon, name, word)
    return lexicon


def _add(lexicon: _Lexicon, name: str, word: str) -> None:
    parts = tuple(_fold(part) for part in re.findall(r"[^\W_]+\*?|\*", word.strip("*")))
    if len(parts) > 1:
        star = "*" if word.endswith("*") else ""
        for first in _spell(parts[0].strip("*")):
            lexicon.phrases[first].append(((*parts[:-1], parts[-1] + star), name))
    elif parts:
        table = {(True, True): lexicon.insides, (True, False): lexicon.ends}
        table |= {(False, True): lexicon.fronts, (False, False): lexicon.whole}
        chosen = table[word.startswith("*"), word.endswith("*")]
        for spelled in _spell(parts[0]):
            chosen[spelled].add(name)
