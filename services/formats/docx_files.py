"""Docx: all parts of a Word document, in the order in which they are read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from services.formats.html_files import read_page
from services.formats.readings import Lines, Reading
from services.formats.text_files import decode
from services.formats.xml_parts import Package, read_core_properties
from services.formats.xml_text import Grammar, read_drawing, write_text
from services.isolation.sandbox_protocol import UnreadableError

_SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "txbxContent": "\n"}
_MAIN = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "ms-word.template.macroEnabledTemplate.main+xml",
)
_BESIDE = ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml", "comments+xml")
_DRAWN = ("diagramData+xml", "drawingml.chart+xml")
_TITLE_STYLES = ("title", "titre", "ttulo", "titel", "heading1", "titre1", "ttulo1", "berschrift1")


def _name_all(*names: str) -> frozenset[str]:
    return frozenset(space + name for space in _SPACES for name in names)


_GRAMMAR = Grammar(
    text=_name_all("t"),
    characters={space + name: one for space in _SPACES for name, one in _CHARACTERS.items()},
    blocks=_name_all("p"),
    cells=_name_all("tc"),
    rows=_name_all("tr"),
    # What was deleted, and the second copy of every text box.
    skipped=_name_all("del", "moveFrom") | {f"{_COMPATIBILITY}Fallback"},
)


def read_docx(path: Path) -> Reading:
    """Read body, headers, footers, notes, comments, text boxes, charts and diagrams.

    Raises:
        UnreadableError: The file is damaged, protected, or has no body.
    """
    with Package(path) as package:
        main = package.list_parts(*_MAIN) or ["word/document.xml"]
        body = package.parse(main[0])
        if body is None:
            raise UnreadableError("is damaged: it has no text part")
        lines = Lines()
        lines.add(write_text(body, _GRAMMAR))
        for name in package.list_parts(*(f"wordprocessingml.{part}" for part in _BESIDE)):
            root = package.parse(name)
            lines.add(write_text(root, _GRAMMAR) if root is not None else "")
        for name in package.list_parts(*_DRAWN):
            lines.add(read_drawing(package, name))
        for _, kind, part in package.list_related(main[0]):
            if kind == "aFChunk" and part.endswith(("html", "htm")):
                lines.add(read_page(decode(package.read(part) or b"")).text)
        reading = replace(read_core_properties(package), text=lines.join())
    return replace(reading, heading=_find_heading(body))


def _find_heading(body: Any) -> str | None:
    """Return the first paragraph that is styled as a title or a first heading."""
    for space in _SPACES:
        for style in body.iter(f"{space}pStyle"):
            name = style.get(f"{space}val", "").lower()
            if name in _TITLE_STYLES:
                paragraph = style.getparent().getparent()
                heading = write_text(paragraph, _GRAMMAR).strip()
                if heading:
                    return heading
    return None
