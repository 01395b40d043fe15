"""Panels: the one page, with as much of its texts as fits on a page."""

from models.outline import Panel, PanelItem, Paragraph, Section
from models.words import Language
from services.drawing.docx.draft import TONE_COLORS, TONE_LOOKS, Draft
from services.drawing.docx.elements import TEXT_WIDTH, Element, make, make_paragraph
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row
from services.drawing.docx.passages import write_line
from services.drawing.docx.runs import Look
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


def write_panel(draft: Draft, panel: Panel, fit: Fit, level: int) -> list[Element]:
    """Return a panel: its title at the side, its items beside it, a rule of its color above."""
    color = TONE_COLORS.get(panel.tone, ("0B3D63", ""))[0]
    style = CellStyle(rules={"top": (24, color, "single")}, margins={"top": 142, "bottom": 60})
    word = draft.find_tone_word(panel.tone)
    head = [
        make_paragraph("PanelTitle", draft.write(panel.title), make("outlineLvl", val=level - 1))
    ]
    if word:
        tone = draft.write(word, Look(style=TONE_LOOKS.get(panel.tone, "Ink")))
        head.insert(0, make_paragraph("PanelTone", tone))
    body = [line for item in panel.items for line in _write_item(draft, item, fit)][:-1]
    body = body or [make_paragraph("CellText", draft.write(panel.empty))]
    width = TEXT_WIDTH - HEAD_WIDTH
    beside = style.model_copy(update={"margins": {**style.margins, "right": 283}})
    row = make_row([make_cell(head, HEAD_WIDTH, beside), make_cell(body, width, style)])
    return [make_grid(draft, (HEAD_WIDTH, width), [row]), make_paragraph("Gap", ())]


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


def _write_item(draft: Draft, item: PanelItem, fit: Fit) -> list[Element]:
    title = shorten(item.title, fit.title)
    lines = [make_paragraph("PanelItem", draft.write_link(title, item.target, Look(style="Ink")))]
    if item.text and fit.text:
        lines.append(make_paragraph("Normal", write_line(draft, shorten(item.text, fit.text))))
    if item.note:
        lines.append(make_paragraph("Small", write_line(draft, shorten(item.note, fit.note))))
    lines.append(make_paragraph("Gap", ()))
    return lines
