"""Citations: which documents mail and calendar name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.harvest.private_places import fold_words

_FEWEST_WORDS = 2
_FEWEST_LETTERS = 8
"""A shorter name ("Notes 2") may be said without the document being meant."""

_FEWEST_LETTERS_BARE = 12
"""Of a name without its numbers ("Tranche tracker" for "Tranche tracker 2026")."""

_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class _Names:
    """Names by their words, and how long those are that begin with the same two."""

    places: dict[tuple[str, ...], list[int]]
    lengths: dict[tuple[str, ...], set[int]]


def find_cited(names: Sequence[Iterable[str]], texts: Iterable[str]) -> frozenset[int]:
    """Return the places in `names` of the documents that one of the texts names.

    Args:
        names: for each document its title and its file's name; those of one word do not count.
        texts: subjects and texts of mail, titles of calendar entries.
    """
    index = _index_names(names)
    cited: set[int] = set()
    for text in texts:
        cited.update(_find_in(_list_words(text[:_LONGEST_TEXT]), index))
    return frozenset(cited)


def _find_in(words: tuple[str, ...], index: _Names) -> Iterator[int]:
    for start, pair in enumerate(pairwise(words)):
        for length in index.lengths.get(pair, ()):
            yield from index.places.get(words[start : start + length], ())


def _index_names(names: Sequence[Iterable[str]]) -> _Names:
    index = _Names(defaultdict(list), defaultdict(set))
    bare: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for place, spellings in enumerate(names):
        for words in map(_list_words, spellings):
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


def _list_words(text: str) -> tuple[str, ...]:
    return tuple(fold_words(text).replace(" · ", " ").split())
