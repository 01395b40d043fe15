"""Sheets: workbooks of every kind, a line a row."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from services.compound_files import OleFile
from services.formats import reasons
from services.formats.ole_files import add_properties
from services.formats.readings import Lines, Reading
from services.formats.xml_parts import Package, read_core_properties
from services.isolation.sandbox_protocol import UnreadableError


def read_workbook(path: Path) -> Reading:
    """Read all sheets of an xls, xlsb or ods file.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    lines = Lines()
    for name, rows in _open_sheets(path):
        lines.add(name)
        for row in rows:
            lines.add("\t".join(_write_cell(cell) for cell in row))
            if lines.is_full:
                return Reading(text=lines.join())
    return Reading(text=lines.join())


def read_xls(path: Path) -> Reading:
    """Read all sheets of Excel 97 to 2003 and the properties.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    return add_properties(read_workbook(path), OleFile(path))


def read_xlsx(path: Path) -> Reading:
    """Read all sheets and the properties that Office writes.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    text = read_workbook(path).text
    with Package(path) as package:
        return replace(read_core_properties(package), text=text)


def _open_sheets(path: Path) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise UnreadableError(reasons.PASSWORD) from error
    except ZipError as error:
        raise UnreadableError("is damaged: it is no whole archive") from error
    except CalamineError as error:
        raise UnreadableError("is damaged: its sheets cannot be read") from error
    for name in workbook.sheet_names:
        try:
            yield name, workbook.get_sheet_by_name(name).iter_rows()
        except CalamineError:
            # A chart has a sheet of its own without cells; the others are still read.
            yield name, ()


def _write_cell(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).replace("\n", " ")
