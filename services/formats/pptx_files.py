"""Pptx: slides in their order, each with its tables, charts, diagrams and notes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from services.formats.readings import Lines, Reading
from services.formats.xml_parts import Package, read_core_properties
from services.formats.xml_text import DRAWING, read_drawing, write_text

_SPACES = (
    "{http://schemas.openxmlformats.org/presentationml/2006/main}",
    "{http://purl.oclc.org/ooxml/presentationml/main}",
)
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_BESIDE = ("chart", "diagramData", "notesSlide", "comments")


def read_pptx(path: Path) -> Reading:
    """Read every slide, with what hangs on it, in the order of the show.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    lines, heading = Lines(), None
    with Package(path) as package:
        for name in _list_slides(package):
            slide = package.parse(name)
            if slide is None:
                continue
            heading = heading or _find_title(slide)
            lines.add(write_text(slide, DRAWING))
            for _, kind, part in package.list_related(name):
                if kind in _BESIDE:
                    lines.add(read_drawing(package, part))
            if lines.is_full:
                break
        return replace(read_core_properties(package), text=lines.join(), heading=heading)


def _list_slides(package: Package) -> list[str]:
    """Return the slides in the order of the show; in that of their names where it is not given."""
    unordered = package.list_parts("presentationml.slide+xml")
    shows = package.list_parts("presentation.main+xml", "slideshow.main+xml", "template.main+xml")
    main = shows[0] if shows else "ppt/presentation.xml"
    root = package.parse(main)
    if root is None:
        return unordered
    parts = {number: part for number, _, part in package.list_related(main)}
    ids = [slide for space in _SPACES for slide in root.iter(f"{space}sldId")]
    ordered = [parts.get(slide.get(f"{space}id", "")) for slide in ids for space in _RELATIONS]
    found = list(dict.fromkeys(name for name in ordered if name))
    return found + [name for name in unordered if name not in found]


def _find_title(slide: Any) -> str | None:
    for space in _SPACES:
        for placeholder in slide.iter(f"{space}ph"):
            if placeholder.get("type") in ("title", "ctrTitle"):
                shape = next(placeholder.iterancestors(f"{space}sp"), None)
                text = write_text(shape, DRAWING).strip() if shape is not None else ""
                if text:
                    return text
    return None
