"""Odf: texts, sheets and slides of LibreOffice and its kin."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from services.formats import reasons
from services.formats.readings import Lines, Reading, parse_day
from services.formats.xml_parts import Package
from services.formats.xml_text import Grammar, write_text
from services.isolation.sandbox_protocol import UnreadableError

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _META, _STYLE = (_NAMES % name for name in ("text", "table", "meta", "style"))
_OFFICE, _MANIFEST = _NAMES % "office", _NAMES % "manifest"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"

_GRAMMAR = Grammar(
    text=None,
    characters={f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}s": " "},
    blocks=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    cells=frozenset({f"{_TABLE}table-cell"}),
    rows=frozenset({f"{_TABLE}table-row"}),
    skipped=frozenset(
        {
            f"{_TEXT}tracked-changes",
            f"{_OFFICE}automatic-styles",
            f"{_OFFICE}font-face-decls",
            f"{_OFFICE}scripts",
            f"{_OFFICE}forms",
            f"{_OFFICE}binary-data",
            "{http://www.w3.org/1998/Math/MathML}annotation",
        }
    ),
)


def read_odf(path: Path) -> Reading:
    """Read the text, then the headers and footers of its pages.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    with Package(path) as package:
        manifest = package.read("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise UnreadableError(reasons.PASSWORD)
        content = package.parse("content.xml")
        if content is None:
            raise UnreadableError("is damaged: it has no text part")
        lines = Lines()
        lines.add(write_text(content, _GRAMMAR))
        styles = package.parse("styles.xml")
        if styles is not None:
            for element in styles.iter(f"{_STYLE}header", f"{_STYLE}footer"):
                lines.add(write_text(element, _GRAMMAR))
        reading = _read_properties(package.parse("meta.xml"))
    heading = next(content.iter(f"{_TEXT}h"), None)
    text = write_text(heading, _GRAMMAR).strip() if heading is not None else None
    return replace(reading, text=lines.join(), heading=text)


def _read_properties(root: Any | None) -> Reading:
    if root is None:
        return Reading()
    values = {element.tag: element.text for element in root.iter() if element.text}
    last_editor = values.get(f"{_DUBLIN}creator")
    author = values.get(f"{_META}initial-creator") or last_editor
    return Reading(
        title=values.get(f"{_DUBLIN}title"),
        authors=(author,) if author else (),
        modified_by=last_editor,
        created_on=parse_day(values.get(f"{_META}creation-date")),
        modified_on=parse_day(values.get(f"{_DUBLIN}date")),
    )
