"""Drawings: the text of shapes, charts and diagrams, which Word and PowerPoint share."""

from services.harvest.extraction.xml_parts import Package
from services.harvest.extraction.xml_text import Grammar, write_text

_SPACES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://purl.oclc.org/ooxml/drawingml/main}",
)
_CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    "{http://purl.oclc.org/ooxml/drawingml/chart}",
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def _name_all(spaces: tuple[str, ...], *names: str) -> frozenset[str]:
    return frozenset(space + name for space in spaces for name in names)


DRAWING = Grammar(
    text=_name_all(_SPACES, "t") | _name_all(_CHARTS, "v"),
    signs={f"{space}br": "\n" for space in _SPACES},
    blocks=_name_all(_SPACES, "p") | _name_all(_CHARTS, "pt"),
    cells=_name_all(_SPACES, "tc"),
    rows=_name_all(_SPACES, "tr"),
    skipped=frozenset({f"{_COMPATIBILITY}Fallback"}),
)


def read_drawing(package: Package, name: str) -> str:
    """Return the text of one part that holds a drawing."""
    root = package.parse(name)
    return write_text(root, DRAWING) if root is not None else ""
