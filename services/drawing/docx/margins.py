"""Margins: what stands on every page: reference and edition, who may read it, page numbers."""

import re

from services.drawing.docx.contents import make_field
from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import Element, make, make_paragraph, make_part
from services.drawing.docx.runs import Look

COUNTERS = {"{page}": " PAGE ", "{pages}": " NUMPAGES "}


def make_header(draft: Draft) -> Element:
    """Return the header of every page but a cover."""
    outline = draft.outline
    runs = [
        *draft.write(f"{outline.reference} · {outline.title}"),
        make("r", make("tab")),
        *draft.write(outline.edition),
    ]
    return make_part("hdr", [make_paragraph("Header", runs)])


def make_footer(draft: Draft, *, has_page: bool) -> Element:
    """Return the footer; that of a cover has no page number."""
    outline = draft.outline
    page = [make("r", make("tab")), *_write_page(draft)] if has_page else []
    lines = [[*draft.write(outline.classification, Look(style="Alarm")), *page]]
    if outline.notice:
        lines.append(draft.write(outline.notice, Look(style="Alarm")))
    return make_part("ftr", [make_paragraph("Footer", runs) for runs in lines])


def make_empty_header() -> Element:
    """Return the header of a cover."""
    return make_part("hdr", [make_paragraph("Header", ())])


def _write_page(draft: Draft) -> list[Element]:
    label = draft.outline.page_label or "{page} / {pages}"
    runs: list[Element] = []
    for part in filter(None, re.split(r"(\{pages?\})", label)):
        known = COUNTERS.get(part)
        runs += make_field(known, draft.write("1")) if known else draft.write(part)
    return runs
