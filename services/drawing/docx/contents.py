"""Contents: the table of contents, written by us because nothing updates it before it is read.

Its page numbers are fields without a result: no program but Word knows on which page Word puts a
section. Word fills them in when it prints or saves as PDF, LibreOffice when it opens the file; the
links work at once. There is no field around all of it: LibreOffice would then show no number.
"""

from collections.abc import Iterable

from models.outline import Heading, Section
from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import Element, make, make_paragraph
from services.drawing.docx.runs import SPACE


def write_contents(draft: Draft) -> list[Element]:
    """Return the table of contents, each entry a link; nothing where it has no title."""
    if not draft.outline.contents_title:
        return []
    title = draft.write(draft.outline.contents_title)
    return [make_paragraph("TOCHeading", title), *_list_entries(draft)]


def name_entry(anchor: str, draft: Draft) -> str:
    """Return the name of the bookmark that an entry leads to, as Word itself names them."""
    places = [anchor for anchor, _ in _list_places(draft.outline.sections)]
    return f"_Toc{places.index(anchor) + 1:08}"


def make_field(instruction: str, result: Iterable[Element]) -> list[Element]:
    """Return a field with the result that is shown until a program works it out."""
    text = make("instrText")
    text.text = instruction
    text.set(SPACE, "preserve")
    return [
        make("r", make("fldChar", fldCharType="begin")),
        make("r", text),
        make("r", make("fldChar", fldCharType="separate")),
        *result,
        make("r", make("fldChar", fldCharType="end")),
    ]


def _list_places(sections: Iterable[Section]) -> list[tuple[str, int]]:
    places = []
    for section in sections:
        places.append((section.anchor, 1))
        places += [(block.anchor, 2) for block in section.blocks if isinstance(block, Heading)]
    return places


def _list_entries(draft: Draft) -> Iterable[Element]:
    for section in draft.outline.sections:
        number = "" if section.number is None else str(section.number)
        yield _write_entry(draft, "TOC1", f"{number}\t{section.title}", section.anchor)
        for block in section.blocks:
            if isinstance(block, Heading):
                yield _write_entry(draft, "TOC2", block.title, block.anchor)


def _write_entry(draft: Draft, style: str, text: str, anchor: str) -> Element:
    name = name_entry(anchor, draft)
    page = make_field(f" PAGEREF {name} \\h ", ())
    runs = [*draft.write(text), make("r", make("tab")), *page]
    return make_paragraph(style, [make("hyperlink", *runs, anchor=name, history="1")])
