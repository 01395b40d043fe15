"""Passages: prose as paragraphs, lists and tables of a document."""

from collections.abc import Iterable, Sequence

from docx.blkcntnr import BlockItemContainer
from docx.shared import Twips

from models.outline import LabelledText
from services.drawing.docx.draft import DASHES, Draft
from services.drawing.docx.elements import (
    CellStyle,
    Element,
    Look,
    Slot,
    add_paragraph,
    add_rows,
    make_direction,
    make_number,
)
from services.drawing.docx.prose import Passage, Span, read_line, read_prose
from services.drawing.markdown import find_direction

LEVELS = 9
TYPED_TABLE = CellStyle(
    rules={"bottom": (4, "C9CED3", "single")}, margins={"top": 40, "bottom": 40, "right": 113}
)
INDENT = 397
"""Of one level of a list with numbers, as in numbering.xml."""


def add_prose(draft: Draft, place: BlockItemContainer, text: str, style: str, width: int) -> None:
    """Add Markdown as paragraphs of a style; `width` is the room that a table may take."""
    _Writer(draft, place, style, width).add(read_prose(text))


def add_value(
    draft: Draft, place: BlockItemContainer, value: LabelledText, style: str, width: int
) -> None:
    """Add what stands beside a label: several texts as a list with dashes, one as paragraphs."""
    if value.is_plain:
        draft.add_lines(place, style, *value.texts)
        return
    for text in value.texts:
        passages = read_prose(text)
        _Writer(draft, place, style, width).add(
            passages if len(value.texts) == 1 else _put_into_list(passages)
        )


def write_line(draft: Draft, text: str) -> list[Element]:
    """Return Markdown inside a line as runs."""
    return _write_spans(draft, read_line(text))


def _write_spans(draft: Draft, spans: Iterable[Span]) -> list[Element]:
    written: list[Element] = []
    for span in spans:
        style = "Hyperlink" if span.address else "Code" if span.is_code else ""
        look = Look(style=style, is_bold=span.is_bold, is_italic=span.is_italic)
        runs = draft.write(span.text, look)
        written += [draft.write_address(span.address, runs)] if span.address else runs
    return written


def _put_into_list(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Make the first passage an entry with a dash, and the others belong to it."""
    deeper = [one.model_copy(update={"depth": one.depth + 1}) for one in passages]
    if deeper and not deeper[0].mark and not deeper[0].rows:
        deeper[0] = deeper[0].model_copy(update={"mark": "-"})
    return tuple(deeper)


class _Writer:
    """Adds the passages of one text, and remembers its numbered lists."""

    def __init__(self, draft: Draft, place: BlockItemContainer, style: str, width: int) -> None:
        self._draft = draft
        self._place = place
        self._style = style
        self._width = width
        self._lists: dict[int, tuple[int, int]] = {}
        """The list in the document and the last number, by the list in the text."""

    def add(self, passages: Sequence[Passage]) -> None:
        for passage in passages:
            if passage.rows:
                self._add_table(passage)
                self._draft.add_gap(self._place)
            else:
                self._add_paragraph(passage)

    def _add_paragraph(self, passage: Passage) -> None:
        draft = self._draft
        style = "CodeBlock" if passage.is_code else "Quote" if passage.is_quote else self._style
        number, typed = self._number(passage)
        runs = [*draft.write(f"{typed}\t" if typed else ""), *_write_spans(draft, passage.spans)]
        direction = find_direction(passage.text)
        is_turned = direction is not None and (direction == "rtl") != draft.is_right_to_left
        turn = make_direction(is_right_to_left=direction == "rtl") if is_turned else None
        added = add_paragraph(self._place, style, runs, number, turn)
        if passage.depth and number is None:
            added.paragraph_format.left_indent = Twips(INDENT * passage.depth)
            if typed:
                added.paragraph_format.first_line_indent = Twips(-INDENT)

    def _number(self, passage: Passage) -> tuple[Element | None, str]:
        """Return the list that counts the passage, or the typed number where a list would not."""
        level = min(passage.depth, LEVELS) - 1
        if passage.mark == "-":
            return make_number(DASHES, level), ""
        if not passage.mark:
            return None, ""
        number, end = int(passage.mark[:-1]), passage.mark[-1]
        if passage.mark != f"{number}{end}":
            return None, passage.mark
        if passage.list_id not in self._lists:
            started = self._draft.start_list(2 if end == "." else 3, level, number)
            self._lists[passage.list_id] = (started, number - 1)
        started, last = self._lists[passage.list_id]
        if number != last + 1:
            return None, passage.mark
        self._lists[passage.list_id] = (started, number)
        return make_number(started, level), ""

    def _add_table(self, passage: Passage) -> None:
        width = self._width // len(passage.rows[0])
        slots = [Slot(width, TYPED_TABLE)] * len(passage.rows[0])
        table = self._draft.add_table(self._place, [width] * len(slots))
        header = add_rows(table, slots, is_header=True)
        rows = [*header, *add_rows(table, slots, len(passage.rows) - 1)]
        for index, (cells, row) in enumerate(zip(rows, passage.rows, strict=True)):
            style = "TableText" if index else "TableHead"
            for cell, spans in zip(cells, row, strict=True):
                add_paragraph(cell, style, _write_spans(self._draft, spans))
