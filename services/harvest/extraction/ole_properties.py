"""Ole properties: title, author and dates as the old office programs wrote them.

Source: [MS-OLEPS], Object Linking and Embedding Property Set Data Structures.
"""

import struct
from dataclasses import replace
from datetime import date, timedelta

from services.harvest.extraction.ole import OleFile
from services.harvest.extraction.readings import Reading

_STREAM = "\x05SummaryInformation"
_CODEPAGE, _TITLE, _AUTHOR, _LAST_AUTHOR, _CREATED, _SAVED = 1, 2, 4, 8, 12, 13
_STRING, _WIDE_STRING, _TIME, _SHORT = 30, 31, 64, 2
_MOST_PROPERTIES = 100
_TICKS_A_DAY = 864_000_000_000


def add_properties(reading: Reading, file: OleFile) -> Reading:
    """Return the reading with what the file says of itself; unchanged where that is broken."""
    stream = file.read(_STREAM)
    try:
        found = _read_properties(stream) if stream else {}
    except (struct.error, IndexError):
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


def _read_properties(stream: bytes) -> dict[int, str | int]:
    (start,) = struct.unpack_from("<I", stream, 44)
    (count,) = struct.unpack_from("<I", stream, start + 4)
    places = [
        struct.unpack_from("<II", stream, start + 8 + number * 8)
        for number in range(min(count, _MOST_PROPERTIES))
    ]
    codepage = 1252
    found: dict[int, str | int] = {}
    for name, offset in sorted(places):
        value = _read_value(stream, start + offset, codepage)
        if name == _CODEPAGE and isinstance(value, int):
            codepage = value
        elif value is not None:
            found[name] = value
    return found


def _read_value(stream: bytes, at: int, codepage: int) -> str | int | None:
    (kind,) = struct.unpack_from("<I", stream, at)
    if kind == _SHORT:
        return int(struct.unpack_from("<H", stream, at + 4)[0])
    if kind == _TIME:
        return int(struct.unpack_from("<Q", stream, at + 4)[0])
    if kind not in (_STRING, _WIDE_STRING):
        return None
    (length,) = struct.unpack_from("<I", stream, at + 4)
    if kind == _WIDE_STRING:
        return stream[at + 8 : at + 8 + length * 2].decode("utf-16-le", "replace").rstrip("\0")
    return decode_codepage(stream[at + 8 : at + 8 + length], codepage).rstrip("\0")


def decode_codepage(content: bytes, codepage: int) -> str:
    """Return bytes of a Windows code page as text; unknown pages are read as the western one."""
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(codepage, f"cp{codepage}")
    try:
        return content.decode(name, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")


def _get_text(found: dict[int, str | int], name: int) -> str | None:
    value = found.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _get_day(found: dict[int, str | int], name: int) -> date | None:
    value = found.get(name)
    return to_day(value) if isinstance(value, int) else None
