"""Secret lexicon: which classes of words a word of a text belongs to, and where.

The classes are data: `classes` of templates/policies/secret-points.yaml, beside some lists of
templates/policies/secret-words.yaml.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from models.normal_forms import normalize
from services.secrets.secret_words import read_word_lists
from templates import TEMPLATES

NAMES = ("password", "code", "doubtful", "key", "lock", "door", "loose", "device", "cipher", "host")
"""Classes of words that name a secret or what it opens."""
_TELLING = frozenset((*NAMES, "login", "net", "opens", "superuser", "calls")) - {"host"}
"""Where no word of them stands, and none was told before, nothing is a secret."""
_WORD = re.compile(r"[^\W_]+")
_ARABIC_FRONT = re.compile("^(?:[وفبلك]?ال|لل|[وفبلك])(?=[\u0621-\u064a]{3})")
_SHORTEST_STEM, _LONGEST_STEM = 2, 30
_ALSO = {"code": "codes", "topic": "topics", "account": "accounts", "count": "counts"}
_ALSO |= {"password": "passwords", "says": "links"}
"""Classes to which lists of the other policy belong as well."""


class _Known(NamedTuple):
    """What is known of a word of any text: its classes, and the phrases that it may begin."""

    spelled: tuple[str, ...]
    classes: frozenset[str]
    begins: tuple[tuple[tuple[str, ...], str], ...]


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
    known = [_know(place[0]) for place in places]
    tagged: dict[int, frozenset[str]] = {}
    for at, word in enumerate(known):
        following = places[at + 1][0] if word.begins and at + 1 < len(places) else ""
        for phrase, name in _list_begun(places[at][0], following) if following else ():
            if _has_phrase(known, at, phrase):
                for each in range(at, at + len(phrase)):
                    tagged[each] = tagged.get(each, known[each].classes) | {name}
    return [
        Word(place.start(), place.end(), tagged.get(at, word.classes))
        for at, (place, word) in enumerate(zip(places, known, strict=True))
    ]


def may_tell(part: str) -> bool:
    """Whether a part of a text may hold a word or a phrase of a telling class."""
    if not any(map(_may_begin, part.split())):
        return False
    words = _WORD.findall(part)
    begun = (at for at, word in enumerate(words) if _may_begin(word))
    return any(_may_tell(words[at], *words[at + 1 : at + 2]) for at in begun)


def ends_as_participle(word: str) -> bool:
    """Whether "the password is ..." says what was done with it: "rotated", "renovada"."""
    return word.endswith(tuple(read_points()["endings"]))


@cache
def read_points() -> dict[str, Any]:
    """Return the policy: `enough`, the points of passwords, codes and `against`, the classes."""
    path = TEMPLATES / "policies" / "secret-points.yaml"
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return data


def _has_phrase(known: Sequence[_Known], at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(known):
        return False
    for word, part in zip(known[at + 1 : at + len(phrase)], phrase[1:], strict=True):
        if part not in word.spelled and not (
            part.endswith("*") and word.spelled[0].startswith(part[:-1])
        ):
            return False
    return True


@lru_cache(maxsize=20_000)
def _know(word: str) -> _Known:
    spelled, phrases = _spell(_fold(word)), _read_lexicon().phrases
    begins = tuple(each for spelling in spelled for each in phrases.get(spelling, ()))
    return _Known(spelled, _find_classes(spelled), begins)


@lru_cache(maxsize=20_000)
def _may_begin(words: str) -> bool:
    known = [_know(word) for word in _WORD.findall(words)]
    names = (name for word in known for name in (*word.classes, *(name for _, name in word.begins)))
    return not _TELLING.isdisjoint(names)


@lru_cache(maxsize=20_000)
def _may_tell(word: str, following: str = "") -> bool:
    begun = (name for _, name in _list_begun(word, following))
    return not _TELLING.isdisjoint(_know(word).classes.union(begun))


@lru_cache(maxsize=20_000)
def _list_begun(word: str, following: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the phrases that begin with these two words, each with its class."""
    known = (_know(word), _know(following))
    return tuple(each for each in known[0].begins if _has_phrase(known, 0, each[0][:2]))


def _find_classes(spelled: tuple[str, ...]) -> frozenset[str]:
    lexicon, found = _read_lexicon(), set()
    for word in spelled:
        found |= lexicon.whole.get(word, set())
        for size in range(_SHORTEST_STEM, min(_LONGEST_STEM, len(word)) + 1):
            found |= lexicon.fronts.get(word[:size], set())
            found |= lexicon.ends.get(word[-size:], set())
    for part, names in lexicon.insides.items():
        if part in spelled[0]:
            found |= names
    return frozenset(found)


def _spell(word: str) -> tuple[str, ...]:
    """Return a word also without the Arabic article and what is written together with it."""
    bare = _ARABIC_FRONT.sub("", word)
    return (word,) if bare == word else (word, bare, _ARABIC_FRONT.sub("", bare))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    split = normalize("NFKD", word.lower())
    return "".join(char for char in split if unicodedata.category(char) != "Mn")


@cache
def _read_lexicon() -> _Lexicon:
    tables = [defaultdict[str, set[str]](set) for _ in range(4)]
    lexicon = _Lexicon(defaultdict(list), *tables)
    lists, classes = read_word_lists(), read_points()["classes"]
    for name in {**classes, **_ALSO}:
        for word in [*classes.get(name, ()), *lists.get(_ALSO.get(name, ""), ())]:
            _add(lexicon, name, word)
    for word in read_points()["misspelled"]:
        for spelled in _misspell(_fold(word)):
            lexicon.whole[spelled].add("password")
    return lexicon


def _misspell(word: str) -> set[str]:
    """Return a word with a letter left out, typed twice, or in its neighbour's place."""
    halves = [(word[:at], word[at:]) for at in range(1, len(word))]
    lost = {front + back[1:] for front, back in halves}
    twice = {front + front[-1] + back for front, back in halves}
    return lost | twice | {front + back[1:2] + back[0] + back[2:] for front, back in halves}


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


def find_joint(words: Sequence[Word]) -> int | None:
    """Return where the "and", "and then", "and then enter" begins with which the words end."""
    said = [word.classes for word in words]
    at = len(said) - 1
    if at > 0 and "dials" in said[at] and "and" in said[at - 1]:
        at -= 1
    if at < 0 or said[at].isdisjoint(("and", "types")):
        return None
    while at and "and" in said[at] and "and" in said[at - 1]:
        at -= 1
    return words[at].start
