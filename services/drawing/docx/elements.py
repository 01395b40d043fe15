"""Elements: the one file that writes WordprocessingML itself, below python-docx.

It holds what python-docx cannot do (content controls, fields, bookmarks, links within a document,
rules and margins of a cell, rows that stay whole) and what it does too slowly for long packs: a
table of 500 rows takes it minutes cell by cell, and a tenth of a second as rows made here.
Elements come from python-docx's own parser, so that its objects work on them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from docx.blkcntnr import BlockItemContainer
from docx.oxml.parser import oxml_parser
from docx.shared import Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from models.values import Value

Element = Any
"""An element of python-docx, which has no types for them."""

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
W = NAMES["w"]
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
SIDES = ("top", "left", "bottom", "right")
PIECE = re.compile(r"([\n\t])")

MOST_LETTERS_KEPT = 900
"""Of a row or an item that moves to the next page as a whole: about a quarter of a page."""
HIGHEST_ROW_KEPT = Twips(8400)


class Look(Value):
    """How a run looks; `style` is the id of a character style."""

    style: str = ""
    is_bold: bool = False
    is_italic: bool = False


class CellStyle(Value):
    """How a cell looks. Rules and margins by side; "left" is where the line begins.

    A rule is its thickness in eighths of a point, its color and its kind, such as (4, "C9CED3",
    "single"); margins are twentieths of a point.
    """

    rules: Mapping[str, tuple[int, str, str]] = {}
    margins: Mapping[str, int] = {}
    tint: str = ""
    stands: str = "top"


class Slot(NamedTuple):
    """A cell of a row to come; `merge` is "restart" or "continue" where it spans several rows."""

    width: int
    style: CellStyle
    columns: int = 1
    merge: str = ""


def _make(name: str, /, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element such as `tab` or `w14:checkbox`; attributes are in its name space."""
    prefix, _, tag = name.rpartition(":")
    space = f"{{{NAMES[prefix or 'w']}}}"
    said = {space + key: str(value) for key, value in attributes.items()}
    element = oxml_parser.makeelement(space + tag, said, NAMES)
    element.extend([child for child in children if child is not None])
    return element


def add_paragraph(
    place: BlockItemContainer, style: str, runs: Iterable[Element] = (), *properties: Element | None
) -> Paragraph:
    """Add a paragraph of a style; direct properties stand in the order of the schema."""
    paragraph = place.add_paragraph()
    paragraph._p.append(_make("pPr", _make("pStyle", val=style), *properties))
    paragraph._p.extend(runs)
    return paragraph


def make_level(level: int) -> Element:
    """Return the property that puts a paragraph at a level of the document's outline, from 1."""
    return _make("outlineLvl", val=level - 1)


def make_number(number: int, level: int) -> Element:
    """Return the property that counts a paragraph in a list."""
    return _make("numPr", _make("ilvl", val=level), _make("numId", val=number))


def make_direction(*, is_right_to_left: bool) -> Element:
    """Return the property of a paragraph that runs against its document."""
    return _make("bidi", val=int(is_right_to_left))


def make_run(text: str, look: Look, *, is_right_to_left: bool = False) -> Element:
    """Return a run of one direction; newlines and tabs become what Word has for them."""
    properties = [
        *([_make("rStyle", val=look.style)] if look.style else ()),
        *([_make("b"), _make("bCs")] if look.is_bold else ()),
        *([_make("i"), _make("iCs")] if look.is_italic else ()),
        *([_make("rtl")] if is_right_to_left else ()),
    ]
    pieces = (_make_piece(piece) for piece in PIECE.split(text) if piece)
    return _make("r", _make("rPr", *properties) if properties else None, *pieces)


def _make_piece(piece: str) -> Element:
    if piece in "\n\t":
        return _make("br" if piece == "\n" else "tab")
    element = _make("t")
    element.text = piece
    element.set(SPACE, "preserve")
    return element


def make_link(runs: Iterable[Element], *, anchor: str = "", relation: str = "") -> Element:
    """Return runs that lead to a bookmark of this document or to a related web address."""
    link = _make("hyperlink", *runs, history=1)
    if anchor:
        link.set(f"{{{W}}}anchor", anchor)
    else:
        link.set(f"{{{NAMES['r']}}}id", relation)
    return link


def make_bookmark(name: str, number: int, runs: Iterable[Element]) -> list[Element]:
    """Return runs with a bookmark around them."""
    start = _make("bookmarkStart", id=number, name=name)
    return [start, *runs, _make("bookmarkEnd", id=number)]


def make_field(instruction: str, result: Iterable[Element]) -> list[Element]:
    """Return a field with the result that is shown until a program works it out."""
    text = _make("instrText")
    text.text = f" {instruction} "
    text.set(SPACE, "preserve")
    marks = [
        _make("r", _make("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    ]
    return [marks[0], _make("r", text), marks[1], *result, marks[2]]


def make_control(names: Mapping[str, str], number: int, shown: str, *, is_box: bool) -> Element:
    """Return a content control inside a line; controls around whole paragraphs lose answers.

    `names` are its alias and its tag. A box can be ticked; else `shown` is replaced by typing.
    """
    look = Look() if is_box else Look(style="PlaceholderText")
    properties = _make(
        "sdtPr",
        *(_make(name, val=said) for name, said in names.items()),
        _make("id", val=number),
        _make("lock", val="sdtLocked"),
        None if is_box else _make("showingPlcHdr"),
        _make_box() if is_box else _make("text", multiLine=1),
    )
    return _make("sdt", properties, _make("sdtContent", make_run(shown, look)))


def _make_box() -> Element:
    return _make(
        "w14:checkbox",
        _make("w14:checked", val=0),
        _make("w14:checkedState", val="2612", font="MS Gothic"),
        _make("w14:uncheckedState", val="2610", font="MS Gothic"),
    )


def add_table(
    place: BlockItemContainer,
    widths: Sequence[int],
    *,
    caption: str,
    indent: int,
    is_mirrored: bool,
) -> Table:
    """Add a table without rows, with fixed columns and no margins of its own."""
    table = BlockItemContainer.add_table(place, 0, len(widths), Twips(sum(widths)))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    table._tbl.tblPr[:] = [
        *([_make("bidiVisual")] if is_mirrored else ()),
        _make("tblW", w=sum(widths), type="dxa"),
        *([_make("tblInd", w=indent, type="dxa")] if indent else ()),
        _make("tblLayout", type="fixed"),
        # Said here as well: LibreOffice does not take it from the default style of tables.
        _make("tblCellMar", *(_make(side, w=0, type="dxa") for side in SIDES)),
        *([_make("tblCaption", val=caption)] if caption else ()),
    ]
    return table


def add_rows(
    table: Table, slots: Iterable[Slot], count: int = 1, *, height: int = 0, is_header: bool = False
) -> Iterator[list[_Cell]]:
    """Add rows of the same cells, and yield the cells of each to be filled."""
    is_mirrored = bool(table.table_direction)
    properties = _make(
        "trPr",
        _make("trHeight", val=height, hRule="atLeast") if height else None,
        _make("tblHeader") if is_header else None,
    )
    cells = (_make("tc", _make_cell_properties(slot, is_mirrored=is_mirrored)) for slot in slots)
    model = _make("tr", properties if len(properties) else None, *cells)
    for _ in range(count):
        row = deepcopy(model)
        table._tbl.append(row)
        yield [_Cell(cell, table) for cell in row.tc_lst]


def _make_cell_properties(slot: Slot, *, is_mirrored: bool) -> Element:
    style = slot.style
    return _make(
        "tcPr",
        _make("tcW", w=slot.width, type="dxa"),
        _make("gridSpan", val=slot.columns) if slot.columns > 1 else None,
        _make("vMerge", val=slot.merge) if slot.merge else None,
        _make_rules(style) if style.rules else None,
        _make("shd", val="clear", color="auto", fill=style.tint) if style.tint else None,
        _make_margins(style.margins, is_mirrored=is_mirrored) if style.margins else None,
        _make("vAlign", val=style.stands) if style.stands != "top" else None,
    )


def _make_rules(style: CellStyle) -> Element:
    rules = ((side, *style.rules[side]) for side in SIDES if side in style.rules)
    return _make(
        "tcBorders",
        *(
            _make(side, val=kind, sz=size, space=0, color=color)
            for side, size, color, kind in rules
        ),
    )


def _make_margins(margins: Mapping[str, int], *, is_mirrored: bool) -> Element:
    if is_mirrored:
        # Programs differ in which side of a mirrored cell is its left one.
        widest = max(margins.get("left", 0), margins.get("right", 0))
        margins = {**margins, "left": widest, "right": widest}
    return _make("tcMar", *(_make(side, w=margins.get(side, 0), type="dxa") for side in SIDES))


def keep_with_next(element: Element) -> None:
    """Keep every paragraph in the element on the page of what follows it."""
    for properties in element.iter(f"{{{W}}}pPr"):
        properties.insert(1, _make("keepNext"))


def finish_rows(body: Element) -> None:
    """Keep each row whole that is low enough, and end each cell with a paragraph.

    Word calls a file damaged if a cell ends with anything else.
    """
    for cell in body.iter(f"{{{W}}}tc"):
        if cell[-1].tag != f"{{{W}}}p":
            cell.append(_make("p", _make("pPr", _make("pStyle", val="Gap"))))
    for row in body.iter(f"{{{W}}}tr"):
        if count_letters(row) < MOST_LETTERS_KEPT and (row.trHeight_val or 0) < HIGHEST_ROW_KEPT:
            row.get_or_add_trPr().insert(0, _make("cantSplit"))


def count_letters(element: Element) -> int:
    """Return how much text there is in an element."""
    return sum(map(len, element.itertext()))
