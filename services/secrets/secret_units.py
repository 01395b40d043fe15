"""Secret units: a sentence, its words with their classes, and what the ones before told.

A module of its own: values and their points both build on it.
"""

from typing import NamedTuple

from services.secrets.secret_lexicon import Word, tag_words
from services.secrets.secret_tokens import REMOVED


class Told(NamedTuple):
    """What the sentences before told: a name without a value, and how many sentences ago."""

    password: int = 0
    code: int = 0
    is_heading: bool = False
    is_asked: bool = False


class Unit:
    """A sentence: its words with their classes, and what the ones before told."""

    def __init__(self, text: str, start: int, end: int, told: Told) -> None:
        self.text, self.start, self.end, self.told = text, start, end, told
        words = tag_words(text, start, end)
        if text.find(REMOVED, start, end) >= 0:
            words = [word for word in words if not _is_removed(text, word)]
        self.words = words
        self.starts = [word.start for word in self.words]
        self.ends = [word.end for word in self.words]
        self.classes = frozenset[str]().union(*(word.classes for word in self.words))

    def has(self, *classes: str) -> bool:
        """Whether a word of one of the classes stands in it."""
        return not self.classes.isdisjoint(classes)


def _is_removed(text: str, word: Word) -> bool:
    """Whether it is a word of "[secret removed]"."""
    at = text.rfind("[", max(0, word.start - len(REMOVED)), word.start)
    return at >= 0 and text.startswith(REMOVED, at)
