"""XML text: how the elements of office documents, shapes, charts and diagrams become lines."""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from services.formats.readings import MOST_CHARACTERS
from services.formats.xml_parts import Package

_SPACES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://purl.oclc.org/ooxml/drawingml/main}",
)
_CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    "{http://purl.oclc.org/ooxml/drawingml/chart}",
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@dataclass(frozen=True)
class Grammar:
    """Which elements of a format hold text and which end lines; names with their namespace.

    `text`: elements whose own text counts; None if the text of every element that is not skipped
    does. `characters`: elements that stand for a character. `blocks` end a
    line, `cells` a cell, `rows` a row.
    """

    text: frozenset[str] | None
    characters: dict[str, str]
    blocks: frozenset[str]
    cells: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()


def write_text(root: Any, grammar: Grammar) -> str:
    """Return the text below an element, a line for each paragraph and each row of a table."""
    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            _end(tag, element, grammar, writer)
        elif tag in grammar.skipped:
            walk.skip_subtree()
        else:
            _start(tag, element, grammar, writer)
        if writer.length > MOST_CHARACTERS:
            break
    return "".join(writer.parts)


def _name_all(spaces: tuple[str, ...], *names: str) -> frozenset[str]:
    return frozenset(space + name for space in spaces for name in names)


DRAWING = Grammar(
    text=_name_all(_SPACES, "t") | _name_all(_CHARTS, "v"),
    characters={f"{space}br": "\n" for space in _SPACES},
    blocks=_name_all(_SPACES, "p") | _name_all(_CHARTS, "pt"),
    cells=_name_all(_SPACES, "tc"),
    rows=_name_all(_SPACES, "tr"),
    skipped=frozenset({f"{_COMPATIBILITY}Fallback"}),
)


def read_drawing(package: Package, name: str) -> str:
    """Return the text of one part that holds a drawing."""
    root = package.parse(name)
    return write_text(root, DRAWING) if root is not None else ""


@dataclass
class _Writer:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    cells_open: int = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _start(tag: str, element: Any, grammar: Grammar, writer: _Writer) -> None:
    if tag in grammar.characters:
        writer.write(grammar.characters[tag])
    elif tag in grammar.cells:
        writer.cells_open += 1
    if element.text and (grammar.text is None or tag in grammar.text):
        writer.write(element.text)


def _end(tag: str, element: Any, grammar: Grammar, writer: _Writer) -> None:
    if tag in grammar.blocks:
        # Paragraphs of one cell stay on the line of its row.
        writer.write(" " if writer.cells_open else "\n")
    elif tag in grammar.cells:
        writer.cells_open -= 1
        writer.write("\t")
    elif tag in grammar.rows:
        writer.write("\n")
    if element.tail and grammar.text is None:
        writer.write(element.tail)
