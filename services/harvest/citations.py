"""Citations: which documents mail and calendar name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from services.harvest.private_places import fold_words

_FEWEST_WORDS = 2
_FEWEST_LETTERS = 9
"""A shorter name ("Notes 2") may be said without the document being meant."""

_LONGEST_TEXT = 20_000

_ByFirstWords = dict[tuple[str, str], list[tuple[list[str], int]]]


def find_cited(names: Sequence[Iterable[str]], texts: Iterable[str]) -> frozenset[int]:
    """Return the places in `names` of the documents that one of the texts names.

    Args:
        names: for each document its title and its file's name; those of one word do not count.
        texts: subjects and texts of mail, titles of calendar entries.
    """
    by_first_words = _index_names(names)
    cited: set[int] = set()
    for text in texts:
        cited.update(_find_in(_list_words(text[:_LONGEST_TEXT]), by_first_words))
    return frozenset(cited)


def _find_in(words: list[str], by_first_words: _ByFirstWords) -> Iterator[int]:
    for start, pair in enumerate(pairwise(words)):
        for name, place in by_first_words.get(pair, ()):
            if words[start : start + len(name)] == name:
                yield place


def _index_names(names: Sequence[Iterable[str]]) -> _ByFirstWords:
    by_first_words: _ByFirstWords = defaultdict(list)
    for place, spellings in enumerate(names):
        for words in map(_list_words, spellings):
            if len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= _FEWEST_LETTERS:
                by_first_words[words[0], words[1]].append((words, place))
    return dict(by_first_words)


def _list_words(text: str) -> list[str]:
    return fold_words(text).replace(" · ", " ").split()
