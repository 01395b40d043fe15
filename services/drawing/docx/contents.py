"""Contents: the table of contents, written by us because nothing updates it before it is read.

Its entries are links, and work at once. Its page numbers are fields: Word shows the result that
stands in the file until it prints or is asked to update it, LibreOffice works it out on opening.
The result is the page in the PDF of the same document, or an estimate if there is no PDF. There is
no field around the whole table: LibreOffice would then show no number.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any

from models.outline import Heading, Outline
from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import add_paragraph, make_field, make_link

LETTERS_PER_PAGE = 1900
"""Measured: at most 3 pages off in packs of 12, 20 and 46 pages."""
LETTERS_ABOUT_BLOCK = 150
"""The room around a block, as letters."""


def add_contents(draft: Draft) -> None:
    """Add the table of contents; nothing where it has no title."""
    outline = draft.outline
    if not outline.contents_title:
        return
    draft.add_lines(draft.body, "TOCHeading", outline.contents_title)
    pages = draft.pages or estimate_pages(outline)
    for anchor, level, text in list_places(outline):
        name = name_entry(anchor, outline)
        page = draft.write(str(pages[anchor]))
        runs = [*draft.write(f"{text}\t"), *make_field(f"PAGEREF {name} \\h", page)]
        add_paragraph(draft.body, f"TOC{level}", [make_link(runs, anchor=name)])


def name_entry(anchor: str, outline: Outline) -> str:
    """Return the name of the bookmark that an entry leads to, as Word itself names them."""
    places = [place for place, _, _ in list_places(outline)]
    return f"_Toc{places.index(anchor) + 1:08}"


def list_places(outline: Outline) -> Iterator[tuple[str, int, str]]:
    """Yield anchor, level and text of everything that stands in the contents."""
    for section in outline.sections:
        number = "" if section.number is None else str(section.number)
        yield section.anchor, 1, f"{number}\t{section.title}"
        for block in section.blocks:
            if isinstance(block, Heading):
                yield block.anchor, 2, block.title


def find_contents(outline: Outline) -> int:
    """Return before which section the contents stand: the one page comes first, where it is."""
    places = (place + 1 for place, one in enumerate(outline.sections) if one.is_one_page)
    return next(places, 0)


def estimate_pages(outline: Outline) -> dict[str, int]:
    """Return the page of each section and sub-heading, by counting letters."""
    pages, page = dict[str, int](), 2.0 if outline.has_cover else 1.0
    for place, section in enumerate(outline.sections):
        if place == find_contents(outline):
            page = ceil(page) + 1
        if section.starts_page or section.is_one_page:
            page = ceil(page)
        pages[section.anchor] = int(page)
        for block in section.blocks:
            if isinstance(block, Heading):
                pages[block.anchor] = int(page)
            page += (LETTERS_ABOUT_BLOCK + _count_letters(block.model_dump())) / LETTERS_PER_PAGE
    return pages


def _count_letters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        value = value.values()
    return sum(map(_count_letters, value)) if isinstance(value, Iterable) else 0
