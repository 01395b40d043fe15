"""Secrets in HTML: a text without its tags, its cells and lines told apart, and the way back.

A module of its own: the other rules know nothing of tags.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,9})(?:[ \t\r\n/][^<>]{0,300})?>|&nbsp;")
_CELLS = ("td", "th", "dt")
_LINES = ("tr", "dd", "p", "div", "li", "br", "table", "h1", "h2", "h3", "h4")
_HINTS = ("</td", "</th", "</dt", "</p", "</li", "<br")


class Flat(NamedTuple):
    """A text without tags, and where each of its pieces stood."""

    text: str
    begins: list[int]
    stood: list[int]

    def find_place(self, at: int) -> int:
        """Return where a character of this text stands in the text with tags."""
        piece = bisect_right(self.begins, at) - 1
        return self.stood[piece] + at - self.begins[piece]


def flatten(text: str, lowered: str) -> Flat | None:
    """Return the text without tags; None where it has no cells or lines of HTML."""
    if not any(hint in lowered for hint in _HINTS):
        return None
    parts: list[str] = []
    begins, stood = [], []
    length = kept_to = 0
    for tag in _TAG.finditer(text):
        piece = text[kept_to : tag.start()]
        mark = _mark(tag)
        begins.append(length)
        stood.append(kept_to)
        parts += [piece if piece.strip() else "", mark]
        length += len(parts[-2]) + len(mark)
        kept_to = tag.end()
    begins.append(length)
    stood.append(kept_to)
    return Flat("".join([*parts, text[kept_to:]]), begins, stood)


def _mark(tag: re.Match[str]) -> str:
    name = (tag["name"] or "").lower()
    is_end = tag[0].startswith("</") or name == "br"
    if not name:
        return " "
    if is_end and name in _CELLS:
        return "\t"
    return "\n" if is_end and name in _LINES else ""
