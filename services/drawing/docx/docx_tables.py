"""Tables: rows of data under a header that is repeated on every page."""

from models.outline import Cell, Column, Table
from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import TEXT_WIDTH, Element, make_paragraph
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row

HEAD = CellStyle(
    rules={"bottom": (8, "1A1A1A", "single")},
    margins={"top": 57, "bottom": 68, "right": 142},
    stands="bottom",
)
BODY = CellStyle(
    rules={"bottom": (4, "D9DDE1", "single")}, margins={"top": 74, "bottom": 79, "right": 142}
)


def write_table(draft: Draft, table: Table) -> list[Element]:
    """Return the caption and the table."""
    widths = divide_width(table.columns)
    columns = tuple(zip(table.columns, widths, strict=True))
    header = (
        make_cell([make_paragraph("TableHead", draft.write(column.label))], width, HEAD)
        for column, width in columns
    )
    rows = [make_row(header, is_header=True)]
    for row in table.rows:
        cells = (
            _write_cell(draft, cell, column, width)
            for cell, (column, width) in zip(row, columns, strict=True)
        )
        rows.append(make_row(cells))
    return [
        make_paragraph("Caption", draft.write(table.caption)),
        make_grid(draft, widths, rows, caption=table.caption),
        make_paragraph("Gap", ()),
    ]


def divide_width(columns: tuple[Column, ...]) -> list[int]:
    """Divide the width of the page as the columns' percents say, whatever they add up to."""
    total = sum(column.width_percent for column in columns) or 1
    widths = [TEXT_WIDTH * column.width_percent // total for column in columns]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths


def _write_cell(draft: Draft, cell: Cell, column: Column, width: int) -> Element:
    style = "TableCode" if column.is_code else "TableText"
    return make_cell([make_paragraph(style, draft.write_link(cell.text, cell.target))], width, BODY)
