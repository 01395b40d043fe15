"""Passages: prose as paragraphs, lists and tables of WordprocessingML."""

from collections.abc import Iterable, Sequence

from services.drawing.docx.draft import DASHES, Draft
from services.drawing.docx.elements import Element, make, make_paragraph
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row
from services.drawing.docx.prose import Passage, Span, read_line, read_prose
from services.drawing.docx.runs import Look, make_runs
from services.drawing.markdown import find_direction

LEVELS = 9
TYPED_TABLE = CellStyle(
    rules={"bottom": (4, "C9CED3", "single")}, margins={"top": 40, "bottom": 40, "right": 113}
)
INDENTS = {"-": 283, "1": 397}
"""Of one level of a list with dashes and of one with numbers, as in numbering.xml."""


def write_prose(
    draft: Draft, text: str, style: str, *, width: int, depth: int = 0
) -> list[Element]:
    """Return Markdown as paragraphs of a style; `width` is the room that a table may take.

    `depth` is 1 where the text itself is an entry of a list.
    """
    passages = read_prose(text)
    if depth:
        passages = _put_into_list(passages)
    return _Writer(draft, style, width).write(passages)


def write_texts(draft: Draft, texts: Sequence[str], style: str, *, width: int) -> list[Element]:
    """Return several texts as a list with dashes, a single one as paragraphs."""
    if len(texts) == 1:
        return write_prose(draft, texts[0], style, width=width)
    return [
        element
        for text in texts
        for element in write_prose(draft, text, style, width=width, depth=1)
    ]


def write_line(draft: Draft, text: str, look: Look | None = None) -> list[Element]:
    """Return Markdown inside a line as runs."""
    return write_spans(draft, read_line(text), look)


def write_spans(draft: Draft, spans: Iterable[Span], look: Look | None = None) -> list[Element]:
    """Return spans as runs and links."""
    written: list[Element] = []
    base = look or Look()
    for span in spans:
        style = "Hyperlink" if span.address else "Code" if span.is_code else base.style
        runs = make_runs(
            span.text,
            Look(
                style=style,
                is_bold=span.is_bold or base.is_bold,
                is_italic=span.is_italic or base.is_italic,
            ),
            is_right_to_left=draft.is_right_to_left,
        )
        written += [draft.write_address(span.address, runs)] if span.address else runs
    return written


def _put_into_list(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Make the first passage an entry with a dash, and the others belong to it."""
    deeper = [one.model_copy(update={"depth": one.depth + 1}) for one in passages]
    if deeper and not deeper[0].mark and not deeper[0].rows:
        deeper[0] = deeper[0].model_copy(update={"mark": "-"})
    return tuple(deeper)


class _Writer:
    """Writes the passages of one text, and remembers its numbered lists."""

    def __init__(self, draft: Draft, style: str, width: int) -> None:
        self._draft = draft
        self._style = style
        self._width = width
        self._lists: dict[int, tuple[int, int]] = {}
        """The list in the document and the last number, by the list in the text."""

    def write(self, passages: Sequence[Passage]) -> list[Element]:
        written: list[Element] = []
        for passage in passages:
            if passage.rows:
                written += [self._write_table(passage), make_paragraph("Gap", ())]
            else:
                written.append(self._write_paragraph(passage))
        return written

    def _write_paragraph(self, passage: Passage) -> Element:
        style = "CodeBlock" if passage.is_code else "Quote" if passage.is_quote else self._style
        runs = write_spans(self._draft, passage.spans)
        number, typed = self._number(passage)
        if typed:
            runs = [*self._draft.write(f"{typed}\t"), *runs]
        direction = find_direction(passage.text)
        is_turned = direction is not None and (direction == "rtl") != self._draft.is_right_to_left
        return make_paragraph(
            style,
            runs,
            number,
            make("bidi", val=int(direction == "rtl")) if is_turned else None,
            _indent(passage, typed, has_number=number is not None),
        )

    def _number(self, passage: Passage) -> tuple[Element | None, str]:
        """Return the list that counts the passage, or the typed number where a list would not."""
        level = min(passage.depth, LEVELS) - 1
        if passage.mark == "-":
            return _in_list(DASHES, level), ""
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
        return _in_list(started, level), ""

    def _write_table(self, passage: Passage) -> Element:
        width = self._width // len(passage.rows[0])
        rows = []
        for index, row in enumerate(passage.rows):
            style = "TableText" if index else "TableHead"
            paragraphs = [make_paragraph(style, write_spans(self._draft, cell)) for cell in row]
            cells = [make_cell([paragraph], width, TYPED_TABLE) for paragraph in paragraphs]
            rows.append(make_row(cells, is_header=index == 0))
        return make_grid(self._draft, [width] * len(passage.rows[0]), rows)


def _in_list(number: int, level: int) -> Element:
    return make("numPr", make("ilvl", val=level), make("numId", val=number))


def _indent(passage: Passage, typed: str, *, has_number: bool) -> Element | None:
    """Return the indent of what stands in a list without a mark that Word writes."""
    if not passage.depth or has_number:
        return None
    left = INDENTS["1"] * passage.depth
    return make("ind", left=left, hanging=INDENTS["1"]) if typed else make("ind", left=left)
