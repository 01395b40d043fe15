"""Draft: what all parts of one DOCX share: its document, direction, links, bookmarks and lists."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docx.blkcntnr import BlockItemContainer
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.table import Table, _Cell

from models.outline import Outline, Tone
from services.drawing.docx import elements
from services.drawing.docx.elements import CellStyle, Element, Look, Slot
from services.drawing.docx.runs import make_runs
from services.drawing.docx.word_files import open_document
from services.drawing.html_pages import TONE_WORDS, list_anchors
from services.translations import get_translator

TEXT_WIDTH = 9638
"""170 mm in twentieths of a point: twelve columns."""

WORDS_WIDTH = 6327
"""111.6 mm: eight columns for the text; notes have the rest."""

NOTES_WIDTH = TEXT_WIDTH - WORDS_WIDTH

LONGEST_BOOKMARK = 40
"""In characters; Word cuts longer names, and links to them go nowhere."""

DASHES = 1
"""The one list of all dashes, in numbering.xml."""

PLAIN = Look()
BARE = CellStyle()

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

    def __init__(self, outline: Outline, pages: Mapping[str, int]) -> None:
        self.outline = outline
        self.pages = pages
        """The page of each anchor in the PDF of the same outline; empty if there is none."""
        self.document = open_document(outline.language)
        self.body: BlockItemContainer = self.document._body
        self.is_right_to_left = outline.language.is_right_to_left
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
        return [elements.make_link(runs, anchor=name_bookmark(target))]

    def write_address(self, address: str, runs: Iterable[Element]) -> Element:
        """Return runs that lead to a web or mail address."""
        kind = RELATIONSHIP_TYPE.HYPERLINK
        relation = self.document.part.relate_to(address, kind, is_external=True)
        return elements.make_link(runs, relation=relation)

    def write_bookmark(self, name: str, runs: Iterable[Element]) -> list[Element]:
        """Return runs with a bookmark around them; `name` has been through `name_bookmark`."""
        self._bookmarks += 1
        return elements.make_bookmark(name, self._bookmarks, runs)

    def add_lines(self, place: BlockItemContainer, style: str, *texts: str) -> None:
        """Add plain texts, a paragraph each."""
        for text in texts:
            elements.add_paragraph(place, style, self.write(text))

    def add_gap(self, place: BlockItemContainer) -> None:
        """Add some room; two tables without it would become one."""
        elements.add_paragraph(place, "Gap")

    def add_table(
        self,
        place: BlockItemContainer,
        widths: Sequence[int],
        *,
        caption: str = "",
        indent: int = 0,
    ) -> Table:
        """Add a table without rows; mirrored where the document runs from right to left."""
        return elements.add_table(
            place, widths, caption=caption, indent=indent, is_mirrored=self.is_right_to_left
        )

    def start_list(self, abstract: int, level: int, first: int) -> int:
        """Return the number of a new list that begins with the number `first`."""
        numbering: Element = self.document.part.numbering_part.element
        added = numbering.add_num(abstract)
        added.add_lvlOverride(level).add_startOverride(first)
        return int(added.numId)


def add_row(table: Table, *slots: Slot, height: int = 0) -> list[_Cell]:
    """Add one row, and return its cells to be filled."""
    rows: Iterator[list[_Cell]] = elements.add_rows(table, slots, height=height)
    return next(rows)


def name_bookmark(anchor: str) -> str:
    """Return an anchor as the name of a bookmark: itself, unless Word could not keep it."""
    if re.fullmatch(r"[^\W\d][\w-]*", anchor) and len(anchor) <= LONGEST_BOOKMARK:
        return anchor
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    kept = re.sub(r"\W", "_", anchor)[: LONGEST_BOOKMARK - 11]
    return f"a_{kept}_{digest}"
