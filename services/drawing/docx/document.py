"""Document: an outline as a DOCX, in reading order, drawn with python-docx."""

from collections.abc import Mapping
from typing import assert_never

from docx.shared import Twips
from docx.text.parfmt import ParagraphFormat

from models.outline import (
    Block,
    FormQuestion,
    Heading,
    InterviewQuestion,
    Item,
    Outline,
    Panel,
    Paragraph,
    Section,
    Table,
    Unknown,
)
from services.drawing.docx import frame
from services.drawing.docx.contents import add_contents, find_contents, name_entry
from services.drawing.docx.docx_items import add_item, add_unknown
from services.drawing.docx.docx_panels import add_data, add_panel, find_fit
from services.drawing.docx.draft import WORDS_WIDTH, Draft, name_bookmark
from services.drawing.docx.elements import (
    Element,
    Look,
    add_paragraph,
    finish_rows,
)
from services.drawing.docx.forms import add_question
from services.drawing.docx.passages import add_prose
from services.drawing.docx.word_files import save_document, set_properties
from services.drawing.html_pages import Fit

LINES_ABOVE = 4
"""Of the title of a section, in lines of text."""
HANGING = Twips(510)
"""The room for a section's number."""


def render_docx(outline: Outline, pages: Mapping[str, int] | None = None) -> bytes:
    """Return the whole document as a DOCX; every item has its anchor as a bookmark.

    The same outline gives the same bytes. It reads its own templates and nothing else.

    Args:
        outline: what is drawn.
        pages: the page of each section and sub-heading in the PDF of the same outline.
    """
    draft = Draft(outline, pages or {})
    set_properties(draft.document, outline)
    frame.add_margins(draft)
    _add_body(draft)
    finish_rows(draft.body._element)
    return save_document(draft.document)


def _add_body(draft: Draft) -> None:
    outline = draft.outline
    if outline.has_cover:
        frame.add_cover(draft)
    else:
        frame.add_masthead(draft)
    # The one page, and the contents where there are any, stand alone.
    before = find_contents(outline)
    for place, section in enumerate(outline.sections):
        if place == before:
            add_contents(draft)
        is_first = place == 0 and not outline.has_cover
        starts_page = section.starts_page or section.is_one_page or place == before
        _add_section(draft, section, starts_page=starts_page and not is_first)


def _add_section(draft: Draft, section: Section, *, starts_page: bool) -> None:
    number = "" if section.number is None else f"{section.number}\t"
    title = [*draft.write(number, Look(style="Number")), *draft.write(section.title)]
    heading = _add_heading(draft, "Heading1", section.anchor, title)
    if starts_page:
        heading.page_break_before, heading.space_before = True, Twips(0)
    if number:
        heading.left_indent, heading.first_line_indent = HANGING, Twips(-510)
    if section.lead:
        add_prose(draft, draft.body, section.lead, "Lead", WORDS_WIDTH)
    fit = _find_fit(draft, section)
    level = 2
    for block in section.blocks:
        _add_block(draft, block, fit, level)
        level = 3 if isinstance(block, Heading) else level


def _find_fit(draft: Draft, section: Section) -> Fit:
    masthead = 0 if draft.outline.has_cover else frame.count_masthead_lines(draft)
    return find_fit(section, draft.outline.language, lines_before=LINES_ABOVE + masthead)


def _add_block(draft: Draft, block: Block, fit: Fit, level: int) -> None:
    match block:
        case Item():
            add_item(draft, block, level)
        case Table():
            add_data(draft, block)
        case Paragraph():
            style = "Lead" if block.is_lead else "BodyText"
            add_prose(draft, draft.body, block.text, style, WORDS_WIDTH)
        case Heading():
            _add_heading(draft, "Heading2", block.anchor, draft.write(block.title))
        case Unknown():
            add_unknown(draft, block)
        case Panel():
            add_panel(draft, block, fit, level)
        case FormQuestion() | InterviewQuestion():
            add_question(draft, block, level)
        case _:
            assert_never(block)


def _add_heading(draft: Draft, style: str, anchor: str, title: list[Element]) -> ParagraphFormat:
    """Add a heading with its anchor and its place in the contents around it."""
    inner = draft.write_bookmark(name_bookmark(anchor), title)
    entry = draft.write_bookmark(name_entry(anchor, draft.outline), inner)
    added: ParagraphFormat = add_paragraph(draft.body, style, entry).paragraph_format
    return added
