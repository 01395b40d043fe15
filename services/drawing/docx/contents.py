"""Contents: the table of contents, written by us because nothing updates it before it is read.

Its entries are links, and work at once. There is no field around all of it: LibreOffice would then
show no number.
"""

from collections.abc import Iterator

from models.outline import Heading, Outline
from services.drawing.docx.draft import Draft
from services.drawing.docx.word_xml import add_paragraph, make_field, make_link


def add_contents(draft: Draft) -> None:
    """Add the table of contents; nothing where it has no title."""
    outline = draft.outline
    if not outline.contents_title:
        return
    draft.add_lines(draft.body, "TOCHeading", outline.contents_title)
    for anchor, level, text in list_places(outline):
        name = name_entry(anchor, outline)
        page = draft.write(str(draft.pages.get(anchor, "")))
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
