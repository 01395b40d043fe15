"""DOCX panels: the one page, with as much of its texts as fits, and rows of data."""

from docx.table import _Cell

from models.outline import Column, Panel, PanelItem, Paragraph, Section, Table
from models.words import Language
from services.drawing.docx.draft import TEXT_WIDTH, TONE_COLORS, TONE_LOOKS, Draft, add_row
from services.drawing.docx.elements import (
    CellStyle,
    Look,
    Slot,
    add_paragraph,
    add_rows,
    make_level,
)
from services.drawing.docx.passages import write_line
from services.drawing.html_pages import Fit, shorten

HEAD_WIDTH = 2738
"""48.3 mm, as in the PDF."""

FITS = (
    Fit(),
    Fit(title=140, text=320, note=140),
    Fit(title=110, text=200, note=90),
    Fit(title=90, text=110, note=60),
    Fit(title=110, text=56, note=60),
    Fit(title=110, text=0, note=140),
    Fit(title=110, text=0, note=70),
    Fit(title=70, text=0, note=40),
)
PAGE_POINTS = 742
"""Counted height that the one page may take. A page has 700 points, and counting comes out some
10 % above what is set (measured: 740 counted, 661 set): the rest is for other fonts."""
ARABIC_PAGE_POINTS = 660
"""The same for Arabic, whose lines are higher."""

HEADER = CellStyle(
    rules={"bottom": (8, "1A1A1A", "single")},
    margins={"top": 57, "bottom": 68, "right": 142},
    stands="bottom",
)
DATA = CellStyle(
    rules={"bottom": (4, "D9DDE1", "single")}, margins={"top": 74, "bottom": 79, "right": 142}
)

WRITTEN_IN = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (4, "8A9199", "single")),
    margins={"top": 74, "bottom": 74, "left": 113, "right": 113},
)
WRITTEN_IN_HEADER = WRITTEN_IN.model_copy(update={"tint": "EDF3F8"})
WRITTEN_IN_HEIGHT = 680


def add_panel(draft: Draft, panel: Panel, fit: Fit, level: int) -> None:
    """Add a panel: its title at the side, its items beside it, a rule of its color above."""
    color = TONE_COLORS.get(panel.tone, ("0B3D63", ""))[0]
    style = CellStyle(rules={"top": (24, color, "single")}, margins={"top": 142, "bottom": 60})
    side = style.model_copy(update={"margins": {**style.margins, "right": 283}})
    width = TEXT_WIDTH - HEAD_WIDTH
    table = draft.add_table(draft.body, (HEAD_WIDTH, width))
    title, items = add_row(table, Slot(HEAD_WIDTH, side), Slot(width, style))
    if word := draft.find_tone_word(panel.tone):
        look = Look(style=TONE_LOOKS.get(panel.tone, "Ink"))
        add_paragraph(title, "PanelTone", draft.write(word, look))
    add_paragraph(title, "PanelTitle", draft.write(panel.title), make_level(level))
    for place, item in enumerate(panel.items):
        if place:
            draft.add_gap(items)
        _add_panel_item(draft, items, item, fit)
    if not panel.items:
        draft.add_lines(items, "CellText", panel.empty)
    draft.add_gap(draft.body)


def _add_panel_item(draft: Draft, place: _Cell, item: PanelItem, fit: Fit) -> None:
    title = shorten(item.title, fit.title)
    add_paragraph(place, "PanelItem", draft.write_link(title, item.target, Look(style="Ink")))
    if item.text and fit.text:
        add_paragraph(place, "Normal", write_line(draft, shorten(item.text, fit.text)))
    if item.note:
        add_paragraph(place, "Small", write_line(draft, shorten(item.note, fit.note)))


def find_fit(section: Section, language: Language, *, lines_before: int) -> Fit:
    """Return the most of the one page's texts that fits on it, by counting lines."""
    per_line = 30 if language is Language.zh else 58
    before = 15 * lines_before + 17 * _count_text(section.lead or "", per_line) + 12
    for block in section.blocks:
        if isinstance(block, Paragraph):
            before += 15 * _count_text(block.text, per_line) + 8
    panels = [block for block in section.blocks if isinstance(block, Panel)]
    room = ARABIC_PAGE_POINTS if language is Language.ar else PAGE_POINTS
    for fit in FITS[:-1]:
        if before + sum(_measure(panel, fit, per_line) for panel in panels) <= room:
            return fit
    return FITS[-1]


def _measure(panel: Panel, fit: Fit, per_line: int) -> int:
    points = 22
    for item in panel.items:
        points += 15 * _count_lines(item.title, fit.title, per_line) + 6
        points += 15 * _count_lines(item.text or "", fit.text, per_line)
        points += 13 * _count_lines(item.note or "", fit.note, per_line + 8)
    return max(points, 80)


def _count_lines(text: str, limit: int, per_line: int) -> int:
    return _count_text(shorten(text, limit), per_line) if text and limit else 0


def _count_text(text: str, per_line: int) -> int:
    return -(-len(text) // per_line)


def add_data(draft: Draft, data: Table) -> None:
    """Add a caption and its table, whose header is repeated on every page."""
    draft.add_lines(draft.body, "Caption", data.caption)
    widths = divide_width(data.columns)
    table = draft.add_table(draft.body, widths, caption=data.caption)
    header_style = WRITTEN_IN_HEADER if data.is_form else HEADER
    (header,) = add_rows(table, [Slot(width, header_style) for width in widths], is_header=True)
    for cell, column in zip(header, data.columns, strict=True):
        draft.add_lines(cell, "TableHead", column.label)
    slots = [Slot(width, WRITTEN_IN if data.is_form else DATA) for width in widths]
    height = WRITTEN_IN_HEIGHT if data.is_form else 0
    rows = add_rows(table, slots, len(data.rows), height=height)
    for cells, row in zip(rows, data.rows, strict=True):
        for cell, column, said in zip(cells, data.columns, row, strict=True):
            style = "TableCode" if column.is_code else "TableText"
            look = Look(style="Strong") if said.details else None
            add_paragraph(cell, style, draft.write_link(said.text, said.target, look))
            draft.add_lines(cell, style, *said.details)
    draft.add_gap(draft.body)


def divide_width(columns: tuple[Column, ...]) -> list[int]:
    """Divide the width of the page as the columns' percents say, whatever they add up to."""
    total = sum(column.width_percent for column in columns) or 1
    widths = [TEXT_WIDTH * column.width_percent // total for column in columns]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths
