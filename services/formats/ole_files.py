"""Ole: the old office container, a small file system within a file, with what it says of itself.

The container and its property set are parsed by olefile; the names and code pages here are those
of [MS-OLEPS], Object Linking and Embedding Property Set Data Structures.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from olefile import OleFileIO

from services.formats.readings import Reading
from services.isolation.sandbox_protocol import UnreadableError

# Its warnings hold names of streams, and every one is a fault that its reader copes with.
logging.getLogger("olefile").setLevel(logging.CRITICAL)

_STREAM = "\x05SummaryInformation"
_CODEPAGE, _TITLE, _AUTHOR, _LAST_AUTHOR, _CREATED, _SAVED = 1, 2, 4, 8, 12, 13
_TICKS_A_SECOND = 10_000_000
_TICKS_A_DAY = 86_400 * _TICKS_A_SECOND


class OleFile:
    """The streams of a compound file, by name; names of streams in storages hold a slash.

    Raises:
        UnreadableError: The header or the directory of the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = OleFileIO(str(path))
            parts = self._file.listdir(streams=True, storages=True)
        except (OSError, IndexError, ValueError) as error:
            raise UnreadableError("is damaged: its directory is broken") from error
        self.names = sorted("/".join(part) for part in parts)
        """The names of all streams and storages, in order."""

    def read(self, name: str) -> bytes | None:
        """Return a stream, as far as it is whole; None if there is none."""
        if name not in self.names:
            return None
        try:
            content: bytes = self._file.openstream(name).read()
        except (OSError, IndexError):
            return None
        return content

    def read_properties(self) -> Mapping[int, object]:
        """Return what the file says of itself, by the number of each property."""
        if _STREAM not in self.names:
            return {}
        found: Mapping[int, object] = self._file.getproperties(_STREAM)
        return found


def add_properties(reading: Reading, file: OleFile) -> Reading:
    """Return the reading with what the file says of itself; unchanged where that is broken."""
    found = file.read_properties()
    if not found:
        return reading
    author = _get_text(found, _AUTHOR)
    return replace(
        reading,
        title=_get_text(found, _TITLE),
        authors=(author,) if author else (),
        modified_by=_get_text(found, _LAST_AUTHOR),
        created_on=_get_day(found, _CREATED),
        modified_on=_get_day(found, _SAVED),
    )


def to_day(ticks: int) -> date | None:
    """Return the day of a count of 100-nanosecond steps since 1601."""
    days = ticks // _TICKS_A_DAY
    day = date(1601, 1, 1) + timedelta(days=days) if 0 <= days < 1_000_000 else None
    return day if day and day.year > 1980 else None


def decode_codepage(content: bytes, codepage: int) -> str:
    """Return bytes of a Windows code page as text; unknown pages are read as the western one."""
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(codepage, f"cp{codepage}")
    try:
        return content.decode(name, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")


def _get_text(found: Mapping[int, object], name: int) -> str | None:
    value = found.get(name)
    if isinstance(value, bytes):
        codepage = found.get(_CODEPAGE)
        value = decode_codepage(value, codepage % 2**16 if isinstance(codepage, int) else 1252)
    return value.partition("\0")[0].strip() or None if isinstance(value, str) else None


def _get_day(found: Mapping[int, object], name: int) -> date | None:
    """Olefile gives each time as whole seconds since 1601."""
    value = found.get(name)
    return to_day(value * _TICKS_A_SECOND) if isinstance(value, int) else None
