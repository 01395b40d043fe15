"""Draft: what all parts of one DOCX share: its direction, links, bookmarks and lists."""

import hashlib
import re
from collections.abc import Iterable

from lxml import etree

from models.outline import Outline, Tone
from services.drawing.docx.elements import Element, R, make
from services.drawing.docx.runs import PLAIN, Look, make_runs
from services.drawing.html_pages import TONE_WORDS, list_anchors
from services.translations import get_translator

LONGEST_BOOKMARK = 40
"""Of signs; Word cuts longer names, and links to them go nowhere."""

TONE_COLORS = {
    Tone.risk: ("8A1C1C", "FAF0EF"),
    Tone.do_first: ("E08A00", "FDF5E8"),
    Tone.decision: ("0B3D63", "EDF3F8"),
    Tone.know_how: ("555555", "F3F4F4"),
}
"""Rule and tint of each callout."""

TONE_LOOKS = {Tone.risk: "Alarm", Tone.decision: "Accent"}


class Draft:
    """One document while it is written."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.is_right_to_left = outline.language.is_right_to_left
        self.addresses: dict[str, str] = {}
        """Relationship ids by web address."""
        self.lists: list[tuple[int, int, int]] = []
        """Abstract list, level and first number of each numbered list, in order."""
        self._anchors = list_anchors(outline)
        self._bookmarks = 0
        self._say = get_translator(outline.language)

    def say(self, sentence: str) -> str:
        """Return a sentence of the product in the document's language."""
        return self._say.gettext(sentence)

    def find_tone_word(self, tone: Tone) -> str:
        """Find the word of a callout; empty for what is none."""
        return self.say(TONE_WORDS[tone]) if tone in TONE_WORDS else ""

    def write(self, text: str, look: Look = PLAIN) -> list[Element]:
        """Return plain text as runs."""
        return make_runs(text, look, is_right_to_left=self.is_right_to_left)

    def write_link(self, text: str, target: str | None, look: Look | None = None) -> list[Element]:
        """Return text that leads to an item of the same document, if it is in there."""
        if target is None or target not in self._anchors:
            return self.write(text, look or PLAIN)
        runs = self.write(text, look or Look(style="Hyperlink"))
        return [make("hyperlink", *runs, anchor=name_bookmark(target), history="1")]

    def write_address(self, address: str, runs: Iterable[Element]) -> Element:
        """Return runs that lead to a web or mail address."""
        known = self.addresses.setdefault(address, f"rIdLink{len(self.addresses) + 1}")
        link = make("hyperlink", *runs, history="1")
        link.set(etree.QName(R, "id"), known)
        return link

    def write_bookmark(self, name: str, runs: Iterable[Element]) -> list[Element]:
        """Return runs with a bookmark around them; `name` has been through `name_bookmark`."""
        self._bookmarks += 1
        start = make("bookmarkStart", id=self._bookmarks, name=name)
        return [start, *runs, make("bookmarkEnd", id=self._bookmarks)]

    def start_list(self, abstract: int, level: int, first: int) -> int:
        """Return the number of a new list that begins with the number `first`."""
        self.lists.append((abstract, level, first))
        return FIRST_OWN_LIST + len(self.lists) - 1


DASHES, FIRST_OWN_LIST = 1, 2
"""The one list of all dashes, and where numbered lists begin."""


def name_bookmark(anchor: str) -> str:
    """Return an anchor as the name of a bookmark: itself, unless Word could not keep it."""
    if re.fullmatch(r"[^\W\d][\w-]*", anchor) and len(anchor) <= LONGEST_BOOKMARK:
        return anchor
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    kept = re.sub(r"\W", "_", anchor)[: LONGEST_BOOKMARK - 11]
    return f"a_{kept}_{digest}"
