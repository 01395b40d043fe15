"""Compound files: the old office container of Windows, a small file system within a file.

The container is parsed by olefile; names of code pages here are those of [MS-OLEPS]. A loose file:
documents and mails of Outlook lie in it.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from olefile import OleFileIO

from services.isolation.sandbox_protocol import UnreadableError

# Its warnings hold names of streams, and every one is a fault that its reader copes with.
logging.getLogger("olefile").setLevel(logging.CRITICAL)

MAGIC = b"\xd0\xcf\x11\xe0"
TICKS_A_SECOND = 10_000_000
_STREAM = "\x05SummaryInformation"
_TICKS_A_DAY = 86_400 * TICKS_A_SECOND


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


def to_day(ticks: int) -> date | None:
    """Return the day of a count of 100-nanosecond steps since 1601."""
    days = ticks // _TICKS_A_DAY
    day = date(1601, 1, 1) + timedelta(days=days) if 0 <= days < 1_000_000 else None
    return day if day and day.year > 1980 else None


def to_instant(ticks: int) -> datetime | None:
    """Return the instant of a count of 100-nanosecond steps since 1601, UTC."""
    if to_day(ticks) is None:
        return None
    return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(seconds=ticks // TICKS_A_SECOND)


def decode_codepage(content: bytes, codepage: int) -> str:
    """Return bytes of a Windows code page as text; unknown pages are read as the western one."""
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(codepage, f"cp{codepage}")
    try:
        return content.decode(name, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")
