"""Listing: a table on a terminal, whose cells are text and nothing else.

A file of its own, because it loads what draws tables, which most commands do without.
"""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.texts import clean_for_terminal


class Listing:
    """Rows below their headings; a long cell of the column `cut` ends in an ellipsis."""

    def __init__(self, *headings: str, cut: str = "") -> None:
        self._table = Table(*headings, box=None)
        self._cut = cut
        for column in self._table.columns if cut else ():
            # The widths of the others are kept free for them.
            column.no_wrap = column.header != cut

    def add_row(self, *cells: object) -> None:
        """Add a row; square brackets in a cell are no instructions."""
        texts = [Text(clean_for_terminal(str(cell))) for cell in cells]
        for column, text in zip(self._table.columns, texts, strict=True):
            if column.header == self._cut:
                text.no_wrap, text.overflow = True, "ellipsis"
        self._table.add_row(*texts)

    def show(self, empty: str = "") -> None:
        """Print the table, or where it has no rows what `empty` says."""
        Console().print(self._table if self._table.rows or not empty else Text(empty))
