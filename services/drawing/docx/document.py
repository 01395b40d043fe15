"""Document: an outline as the parts of a DOCX, in reading order."""

from collections.abc import Iterator

from models.outline import (
    Block,
    FormQuestion,
    Heading,
    Item,
    Outline,
    Panel,
    Paragraph,
    Section,
    Table,
    Unknown,
)
from services.drawing.docx import looks, margins, properties
from services.drawing.docx.contents import name_entry, write_contents
from services.drawing.docx.cover import count_masthead_lines, write_cover, write_masthead
from services.drawing.docx.docx_items import write_item, write_unknown
from services.drawing.docx.docx_tables import write_table
from services.drawing.docx.draft import Draft, name_bookmark
from services.drawing.docx.elements import (
    WORDS_WIDTH,
    Element,
    R,
    keep_with_next,
    make,
    make_paragraph,
    make_part,
)
from services.drawing.docx.forms import write_question
from services.drawing.docx.package import name_relation, pack_parts
from services.drawing.docx.panels import find_fit, write_panel
from services.drawing.docx.passages import write_prose
from services.drawing.docx.runs import Look
from services.drawing.html_pages import Fit

LINES_ABOVE = 4
"""Of the title of a section, in lines of text."""


def render_docx(outline: Outline) -> bytes:
    """Return the whole document as a DOCX; every item has its anchor as a bookmark.

    The same outline gives the same bytes. It reads its own templates and nothing else.
    """
    draft = Draft(outline)
    body = make("body", *_write_body(draft), _make_page(draft))
    parts = {
        "word/document.xml": make_part("document", [body]),
        "word/styles.xml": looks.make_styles(outline.language),
        "word/settings.xml": looks.make_settings(outline.language),
        "word/fontTable.xml": looks.make_fonts(),
        "word/theme/theme1.xml": looks.make_theme(),
        "word/numbering.xml": looks.make_numbering(draft),
        "word/header1.xml": margins.make_header(draft),
        "word/footer1.xml": margins.make_footer(draft, has_page=True),
        "docProps/core.xml": properties.make_core(outline),
        "docProps/app.xml": properties.make_extended(),
    }
    if has_cover(outline):
        parts["word/header2.xml"] = margins.make_empty_header()
        parts["word/footer2.xml"] = margins.make_footer(draft, has_page=False)
    return pack_parts(parts, draft.addresses)


def has_cover(outline: Outline) -> bool:
    """Whether the document begins with a cover; a brief and a form do without."""
    return outline.name == "pack"


def _write_body(draft: Draft) -> Iterator[Element]:
    outline = draft.outline
    yield from write_cover(draft) if has_cover(outline) else write_masthead(draft)
    # The one page, and the contents where there are any, stand alone.
    before = next((place + 1 for place, one in enumerate(outline.sections) if one.is_one_page), 0)
    for place, section in enumerate(outline.sections):
        if place == before:
            yield from write_contents(draft)
        is_first = place == 0 and not has_cover(outline)
        starts_page = section.starts_page or section.is_one_page or place == before
        yield from _write_section(draft, section, starts_page=starts_page and not is_first)


def _write_section(draft: Draft, section: Section, *, starts_page: bool) -> Iterator[Element]:
    number = "" if section.number is None else f"{section.number}"
    title = [
        *draft.write(f"{number}\t" if number else "", Look(style="Number")),
        *draft.write(section.title),
    ]
    yield make_paragraph(
        "Heading1",
        _mark_place(draft, section.anchor, title),
        make("pageBreakBefore") if starts_page else None,
        make("spacing", before=0) if starts_page else None,
        make("ind", left=510, hanging=510) if number else None,
    )
    if section.lead:
        lead = write_prose(draft, section.lead, "Lead", width=WORDS_WIDTH)
        keep_with_next(lead)
        yield from lead
    fit = _find_fit(draft, section)
    level = 2
    for block in section.blocks:
        yield from _write_block(draft, block, fit, level)
        level = 3 if isinstance(block, Heading) else level


def _find_fit(draft: Draft, section: Section) -> Fit:
    above = LINES_ABOVE + (0 if has_cover(draft.outline) else count_masthead_lines(draft))
    return find_fit(section, draft.outline.language, lines_before=above)


def _write_block(draft: Draft, block: Block, fit: Fit, level: int) -> list[Element]:  # noqa: PLR0911 - one line a kind of block
    match block:
        case Item():
            return write_item(draft, block, level)
        case Table():
            return write_table(draft, block)
        case Paragraph():
            style = "Lead" if block.is_lead else "BodyText"
            return write_prose(draft, block.text, style, width=WORDS_WIDTH)
        case Heading():
            return [
                make_paragraph(
                    "Heading2", _mark_place(draft, block.anchor, draft.write(block.title))
                )
            ]
        case Unknown():
            return write_unknown(draft, block)
        case Panel():
            return write_panel(draft, block, fit, level)
        case FormQuestion():
            return write_question(draft, block, level)


def _mark_place(draft: Draft, anchor: str, runs: list[Element]) -> list[Element]:
    """Return a heading's runs with its anchor and its place in the contents around them."""
    inner = draft.write_bookmark(name_bookmark(anchor), runs)
    return draft.write_bookmark(name_entry(anchor, draft), inner)


def _make_page(draft: Draft) -> Element:
    """Return the page: A4, margins of 26, 20, 24 and 20 mm, what stands in them."""
    covered = has_cover(draft.outline)
    references = [("header", "default", "header1"), ("footer", "default", "footer1")]
    if covered:
        references += [("header", "first", "header2"), ("footer", "first", "footer2")]
    return make(
        "sectPr",
        *(_refer(kind, page, name) for kind, page, name in references),
        make("pgSz", w=11906, h=16838),
        make(
            "pgMar", top=1474, right=1134, bottom=1361, left=1134, header=680, footer=567, gutter=0
        ),
        make("titlePg") if covered else None,
        make("bidi") if draft.is_right_to_left else None,
    )


def _refer(kind: str, page: str, name: str) -> Element:
    reference = make(f"{kind}Reference", type=page)
    reference.set(f"{{{R}}}id", name_relation(f"word/{name}.xml"))
    return reference
