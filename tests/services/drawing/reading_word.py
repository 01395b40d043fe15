"""DOCX files read back with python-docx and lxml."""

from io import BytesIO
from zipfile import ZipFile

import docx
from docx.document import Document
from lxml import etree

from models.outline import Block, Item, Outline, Paragraph, Section
from services.drawing.docx import render_docx
from services.drawing.docx.elements import W
from tests.services.drawing.sample_outline import make_outline

NAMES = {"w": W}


def make_document(*blocks: Block, **fields: object) -> Outline:
    """An outline of one section with these blocks."""
    section = Section(anchor="section", number=1, title="Section", blocks=blocks)
    return make_outline().model_copy(update={"sections": (section,), **fields})


def open_word(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def read_part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def draw_markdown(text: str) -> etree._Element:
    """The body of a document that holds this Markdown alone."""
    return read_part(render_docx(make_document(Paragraph(text=text))))


def draw_item(**fields: object) -> etree._Element:
    item = Item.model_validate({"anchor": "item-1", "kind": "Warning", "title": "Item", **fields})
    return read_part(render_docx(make_document(item)))


def read_text(element: etree._Element) -> str:
    """All text, with breaks as newlines."""
    tags = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t", f"{{{W}}}p": "\n"}
    parts = (
        one.text or "" if one.tag == f"{{{W}}}t" else tags.get(one.tag, "")
        for one in element.iter()
    )
    return "".join(parts)


def find(element: etree._Element, path: str) -> list[etree._Element]:
    found = element.xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return found


def list_values(element: etree._Element, path: str) -> list[str | None]:
    return [one.get(f"{{{W}}}val") for one in find(element, path)]


def read_blocks(content: bytes) -> list[tuple[str, list[str]]]:
    """The style of each paragraph with its text, and "" with the texts of each table."""
    numbering = read_part(content, "word/numbering.xml")
    counts: dict[str, int] = {}
    return [
        (
            (list_values(block, "w:pPr/w:pStyle") or [""])[0] or "",
            [
                _count(one, numbering, counts) + read_text(one)
                for one in find(block, "descendant-or-self::w:p")
            ],
        )
        for block in find(read_part(content), "/w:document/w:body/*")
    ]


def _count(paragraph: etree._Element, numbering: etree._Element, counts: dict[str, int]) -> str:
    """The number that Word shows before a paragraph of a numbered list, and counts itself."""
    for number in map(str, list_values(paragraph, "w:pPr/w:numPr/w:numId")):
        (counted,) = find(numbering, f"//w:num[@w:numId='{number}']")
        for start in list_values(counted, ".//w:startOverride"):
            counts[number] = counts.get(number, int(start or 0) - 1) + 1
            end = "." if list_values(counted, "w:abstractNumId") == ["2"] else ")"
            return f"{counts[number]}{end} "
    return ""
