"""Ole: the old office container, a small file system within a file, read in a forgiving way.

Source: [MS-CFB], Compound File Binary File Format.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from services.harvest.sandbox_protocol import UnreadableError

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
