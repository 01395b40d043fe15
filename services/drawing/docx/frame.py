"""Frame: what stands around the sections: cover or masthead, header and footer of each page."""

import re

from docx.section import _Footer, _Header
from docx.table import _Cell

from models.outline import LabelledText
from services.drawing.docx.draft import TEXT_WIDTH, Draft, add_row
from services.drawing.docx.elements import (
    CellStyle,
    Element,
    Look,
    Slot,
    add_paragraph,
    make_field,
)
from services.drawing.docx.passages import add_value

BAND = CellStyle(tint="0B3D63", margins={"left": 454, "right": 454, "top": 454, "bottom": 454})
TITLE_BAND = BAND.model_copy(update={"stands": "bottom", "margins": {**BAND.margins, "top": 0}})
TITLE_HEIGHT = 5400
LABEL_WIDTH = 2438
FACT = CellStyle(
    rules=dict.fromkeys(("top", "bottom"), (4, "C9CED3", "single")),
    margins={"top": 91, "bottom": 96, "right": 142},
)
SMALL_LABEL_WIDTH = 1474
SMALL_FACT = CellStyle(margins={"right": 142, "bottom": 20})
WARNING = CellStyle(rules={"left": (24, "E08A00", "single")}, margins={"left": 170})
COUNTERS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def add_cover(draft: Draft) -> None:
    """Add the cover: post and kind of document on a band, edition, facts, who may read it."""
    outline, body = draft.outline, draft.body
    band = draft.add_table(body, (TEXT_WIDTH,))
    (above,) = add_row(band, Slot(TEXT_WIDTH, BAND))
    draft.add_lines(above, "CoverReference", outline.reference)
    (below,) = add_row(band, Slot(TEXT_WIDTH, TITLE_BAND), height=TITLE_HEIGHT)
    draft.add_lines(below, "Title", outline.title)
    draft.add_lines(below, "Subtitle", outline.subtitle)
    draft.add_lines(body, "Edition", outline.edition)
    if outline.facts:
        _add_facts(draft, outline.facts)
    draft.add_lines(body, "Classification", outline.classification)
    if outline.notice:
        draft.add_gap(body)
        table = draft.add_table(body, (TEXT_WIDTH - 30,), indent=30)
        (cell,) = add_row(table, Slot(TEXT_WIDTH, WARNING))
        draft.add_lines(cell, "Normal", outline.notice)


def add_masthead(draft: Draft) -> None:
    """Add the masthead of a document without a cover: it stands above the first section."""
    outline, body = draft.outline, draft.body
    draft.add_lines(body, "Small", outline.subtitle)
    draft.add_lines(body, "MastheadTitle", outline.title)
    if edition := " · ".join(filter(None, (outline.reference, outline.edition))):
        draft.add_lines(body, "Small", edition)
    draft.add_gap(body)
    if outline.facts:
        is_questionnaire = outline.name == "questionnaire"
        (_add_facts if is_questionnaire else _add_small_facts)(draft, outline.facts)
    draft.add_gap(body)


def count_masthead_lines(draft: Draft) -> int:
    """Return how high the masthead is, in lines of text."""
    return 6 + (len(draft.outline.facts) + 1) // 2


def _add_facts(draft: Draft, facts: tuple[LabelledText, ...]) -> None:
    widths = (LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH)
    table = draft.add_table(draft.body, widths)
    for fact in facts:
        cells = add_row(table, *(Slot(width, FACT) for width in widths))
        _fill_fact(draft, cells, fact, ("FieldLabel", "Normal"))


def _add_small_facts(draft: Draft, facts: tuple[LabelledText, ...]) -> None:
    """Add two facts a row: a brief has no page to give away."""
    label, value = SMALL_LABEL_WIDTH, TEXT_WIDTH // 2 - SMALL_LABEL_WIDTH
    table = draft.add_table(draft.body, (label, value, label, value))
    for start in range(0, len(facts), 2):
        pair = facts[start : start + 2]
        slots = [Slot(width, SMALL_FACT) for _ in pair for width in (label, value)]
        if len(pair) == 1:
            slots.append(Slot(label + value, SMALL_FACT, columns=2))
        cells = add_row(table, *slots)
        for place, fact in enumerate(pair):
            _fill_fact(draft, cells[2 * place : 2 * place + 2], fact, ("NoteLabel", "Note"))


def _fill_fact(
    draft: Draft, cells: list[_Cell], fact: LabelledText, styles: tuple[str, str]
) -> None:
    draft.add_lines(cells[0], styles[0], fact.label)
    add_value(draft, cells[1], fact, styles[1], TEXT_WIDTH // 2)


def add_margins(draft: Draft) -> None:
    """Add header and footer to every page; a cover has no header and no page number."""
    outline, page = draft.outline, draft.document.sections[0]
    if outline.reference:
        above = f"{outline.reference} · {outline.title}\t{outline.edition}"
        _fill(page.header, draft.write(above))
    _fill_footer(draft, page.footer, [*draft.write("\t"), *_write_page(draft)])
    if outline.has_cover:
        page.different_first_page_header_footer = True
        _fill(page.first_page_header, [])
        _fill_footer(draft, page.first_page_footer, [])


def _fill_footer(draft: Draft, footer: _Footer, page: list[Element]) -> None:
    outline, look = draft.outline, Look(style="Alarm")
    name = draft.write(f"{outline.subtitle} · {outline.title}")
    left = draft.write(outline.classification, look) or name
    _fill(footer, [*left, *page])
    if outline.notice:
        add_paragraph(footer, "Footer", draft.write(outline.notice, look))


def _fill(margin: _Header | _Footer, runs: list[Element]) -> None:
    margin.is_linked_to_previous = False
    margin.paragraphs[0]._p.extend(runs)


def _write_page(draft: Draft) -> list[Element]:
    label = draft.outline.page_label or "{page} / {pages}"
    runs: list[Element] = []
    for part in filter(None, re.split(r"(\{pages?\})", label)):
        known = COUNTERS.get(part)
        runs += make_field(known, draft.write("1")) if known else draft.write(part)
    return runs
