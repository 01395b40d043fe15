"""Office: docx, xlsx, pptx and odt files, rendered from the XML parts under parts/."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from examples.dakar_story.archive import pack_zip
from examples.dakar_story.blocks import Block
from examples.dakar_story.document import Document

PARTS = Path(__file__).parent / "parts"
TEMPLATE_ENDING = ".j2"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FIRST_COLUMN = ord("A")


def write_office(document: Document) -> bytes:
    """Write a document in its format; a table starts a sheet, a first heading starts a slide."""
    folder = PARTS / document.format
    names = sorted(path.relative_to(folder).as_posix() for path in _list_files(folder))
    members: dict[str, bytes] = {}
    for name in sorted(names, key=_reading_order):
        members |= _render_part(document, name)
    return pack_zip(members)


def write_html(document: Document) -> bytes:
    """Write a document as one HTML page."""
    return _render("html/page.html.j2", _facts_of(document))


def _list_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _reading_order(name: str) -> tuple[bool, bool, str]:
    """Readers expect `mimetype`, then `[Content_Types].xml`, at the front of the archive."""
    return (name != "mimetype", "Content_Types" not in name, name)


def _render_part(document: Document, name: str) -> dict[str, bytes]:
    facts = _facts_of(document)
    template = f"{document.format}/{name}"
    target = name.removesuffix(TEMPLATE_ENDING)
    if "@" not in target:
        return {target: _render(template, facts)}
    return {
        target.replace("@", str(place)): _render(template, facts | {"page": page, "place": place})
        for place, page in enumerate(facts["pages"], start=1)
    }


def _facts_of(document: Document) -> dict[str, Any]:
    return {
        "document": document,
        "extra": document.extra,
        "blocks": document.blocks,
        "pages": _split_pages(document.blocks),
    }


def _split_pages(blocks: list[Block]) -> list[list[Block]]:
    """Cut at each first-level heading: sheets of a workbook, slides of a presentation."""
    counts: list[int] = []
    for block in blocks:
        starts = block.kind == "heading" and block.level == 1
        counts.append((counts[-1] if counts else 0) + starts)
    numbered = zip(counts, blocks, strict=True)
    groups = groupby(numbered, key=lambda pair: pair[0])
    return [[block for _, block in group] for _, group in groups]


def _render(template: str, facts: dict[str, Any]) -> bytes:
    return _environment().get_template(template).render(facts).encode()


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["number"] = lambda text: bool(NUMBER.fullmatch(text))
    environment.filters["column"] = lambda place: chr(FIRST_COLUMN + place)
    return environment
