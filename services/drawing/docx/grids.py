"""Grids: tables of WordprocessingML with fixed columns, for data and for layout."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from models.values import Value
from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import Element, W, make, make_paragraph

SIDES = ("top", "left", "bottom", "right")


class CellStyle(Value):
    """How a cell looks. Rules and margins by side; "left" is where the line begins.

    A rule is its thickness in eighths of a point, its color and its kind, such as (4, "C9CED3",
    "single"); margins are twentieths of a point.
    """

    rules: Mapping[str, tuple[int, str, str]] = Field(default_factory=dict)
    margins: Mapping[str, int] = Field(default_factory=dict)
    tint: str = ""
    stands: str = "top"


def make_cell(
    content: Sequence[Element], width: int, style: CellStyle, *, columns: int = 1, merge: str = ""
) -> Element:
    """Return a cell; `merge` is "restart" or "continue" where it goes on over several rows."""
    properties = make(
        "tcPr",
        make("tcW", w=width, type="dxa"),
        make("gridSpan", val=columns) if columns > 1 else None,
        make("vMerge", val=merge) if merge else None,
        _make_rules(style),
        make("shd", val="clear", color="auto", fill=style.tint) if style.tint else None,
        _make_margins(style),
        make("vAlign", val=style.stands) if style.stands != "top" else None,
    )
    cell = make("tc", properties, *content)
    # Word calls a file damaged if a cell does not end with a paragraph.
    if not content or not str(content[-1].tag).endswith("}p"):
        cell.append(make_paragraph("Gap", ()))
    return cell


def make_row(
    cells: Iterable[Element], *, is_header: bool = False, is_whole: bool = True, height: int = 0
) -> Element:
    """Return a row, which does not break over pages unless `is_whole` is False."""
    properties = make(
        "trPr",
        make("cantSplit") if is_whole else None,
        make("trHeight", val=height, hRule="atLeast") if height else None,
        make("tblHeader") if is_header else None,
    )
    return make("tr", properties if len(properties) else None, *cells)


def make_grid(
    draft: Draft,
    widths: Sequence[int],
    rows: Iterable[Element],
    *,
    caption: str = "",
    indent: int = 0,
) -> Element:
    """Return a table with fixed columns; mirrored where the document runs from right to left."""
    properties = make(
        "tblPr",
        make("bidiVisual") if draft.is_right_to_left else None,
        make("tblW", w=sum(widths), type="dxa"),
        make("tblInd", w=indent, type="dxa") if indent else None,
        make("tblLayout", type="fixed"),
        # Said here as well: LibreOffice does not take it from the default style of tables.
        make("tblCellMar", *(make(side, w=0, type="dxa") for side in SIDES)),
        make("tblCaption", val=caption) if caption else None,
    )
    grid = make("tblGrid", *(make("gridCol", w=width) for width in widths))
    table = make("tbl", properties, grid, *rows)
    if draft.is_right_to_left:
        _even_out_margins(table)
    return table


def _even_out_margins(table: Element) -> None:
    """Give cells the same margin on both sides: programs differ in which is which."""
    for margins in table.iter(f"{{{W}}}tcMar"):
        sides = [one for one in margins if one.tag in (f"{{{W}}}left", f"{{{W}}}right")]
        widest = max(int(one.get(f"{{{W}}}w", "0")) for one in sides)
        for one in sides:
            one.set(f"{{{W}}}w", str(widest))


def _make_rules(style: CellStyle) -> Element | None:
    if not style.rules:
        return None
    return make(
        "tcBorders",
        *(
            make(side, val=kind, sz=size, space=0, color=color)
            for side in SIDES
            if side in style.rules
            for size, color, kind in (style.rules[side],)
        ),
    )


def _make_margins(style: CellStyle) -> Element | None:
    if not style.margins:
        return None
    return make(
        "tcMar",
        *(make(side, w=style.margins.get(side, 0), type="dxa") for side in SIDES),
    )
