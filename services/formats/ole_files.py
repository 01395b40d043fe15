"""Ole: the old office container, a small file system within a file, read in a forgiving way.

Source: [MS-CFB], Compound File Binary File Format.

Ole properties: title, author and dates as the old office programs wrote them.

Source: [MS-OLEPS], Object Linking and Embedding Property Set Data Structures.
"""

import struct
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from services.formats.readings import Reading
from services.isolation.sandbox_protocol import UnreadableError

_MOST_BYTES = 256 * 2**20
_MOST_ENTRIES = 20_000
_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_ENTRY_BYTES = 128


@dataclass(frozen=True)
class _Entry:
    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


class OleFile:
    """The streams of a compound file, by name; names of streams in storages hold a slash.

    Raises:
        UnreadableError: The head or the directory of the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._content = file.read(_MOST_BYTES)
        try:
            self._read_head()
            self._entries = self._read_directory()
            first = self._entries[0].child
        except (struct.error, IndexError) as error:
            raise UnreadableError("is damaged: its directory is broken") from error
        self._names: dict[str, _Entry] = {}
        self._collect(first, "")

    @property
    def names(self) -> list[str]:
        """The names of all streams and storages, in order."""
        return sorted(self._names)

    def read(self, name: str) -> bytes | None:
        """Return a stream, as far as it is whole; None if there is none."""
        entry = self._names.get(name)
        if entry is None:
            return None
        if entry.size < self._mini_cutoff:
            root = self._entries[0]
            mini = self._join(self._follow(root.start, self._table), root.size)
            sectors = self._follow(entry.start, self._mini_table)
            return b"".join(mini[at * 64 : at * 64 + 64] for at in sectors)[: entry.size]
        return self._join(self._follow(entry.start, self._table), entry.size)

    def _read_head(self) -> None:
        head = self._content[:512]
        (shift,) = struct.unpack_from("<H", head, 30)
        if shift not in (9, 12):
            raise UnreadableError("is damaged: its head is broken")
        self._sector_bytes = 1 << shift
        self._directory_start, _, self._mini_cutoff = struct.unpack_from("<III", head, 48)
        mini_start, _, more, more_count = struct.unpack_from("<IIII", head, 60)
        places = list(struct.unpack_from("<109I", head, 76))
        for _ in range(min(more_count, 4096)):
            block = struct.unpack(f"<{self._sector_bytes // 4}I", self._get_sector(more))
            places += block[:-1]
            more = block[-1]
        self._table: list[int] = []
        for place in places:
            if place < _LAST_SECTOR:
                self._table += self._unpack_numbers(self._get_sector(place))
        mini = self._join(self._follow(mini_start, self._table), _MOST_BYTES)
        self._mini_table = self._unpack_numbers(mini)

    def _unpack_numbers(self, block: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))

    def _get_sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        return self._content[start : start + self._sector_bytes]

    def _follow(self, start: int, table: list[int]) -> list[int]:
        """Return a chain of sectors, up to where it ends, leaves the table, or runs in a circle."""
        chain: dict[int, None] = {}
        while start < len(table) and start not in chain:
            chain[start] = None
            start = table[start]
        return list(chain)

    def _join(self, sectors: list[int], size: int) -> bytes:
        return b"".join(map(self._get_sector, sectors))[:size]

    def _read_directory(self) -> list[_Entry]:
        content = self._join(self._follow(self._directory_start, self._table), _MOST_BYTES)
        count = min(len(content) // _ENTRY_BYTES, _MOST_ENTRIES)
        return [self._read_entry(content, at * _ENTRY_BYTES) for at in range(count)]

    def _read_entry(self, content: bytes, at: int) -> _Entry:
        (length,) = struct.unpack_from("<H", content, at + 64)
        name = content[at : at + min(length, 64)].decode("utf-16-le", "replace").rstrip("\0")
        left, right, child = struct.unpack_from("<III", content, at + 68)
        start, size = struct.unpack_from("<II", content, at + 116)
        return _Entry(name, left, right, child, start, size)

    def _collect(self, first: int, storage: str) -> None:
        """Name the streams below a storage; each entry once, however broken the tree is."""
        waiting, seen = [(first, storage)], {_NO_ENTRY}
        while waiting:
            number, above = waiting.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            self._names[above + entry.name] = entry
            waiting += [(entry.left, above), (entry.right, above)]
            waiting.append((entry.child, f"{above}{entry.name}/"))


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
