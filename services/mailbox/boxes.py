"""Boxes: where each message of an mbox, a maildir or a folder of eml files begins and ends."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain, pairwise
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from models.harvest import Finding
from services.mailbox.mail_heads import (
    CHUNK_BYTES,
    EMPTY_LINE,
    END_OF_LINE,
    HEADERS_AT_LEAST,
    KNOWN,
    LOOK_AHEAD_BYTES,
    find_heads,
)

_KEPT_BEFORE = 8
_MARK = b"From "
_BOM = b"\xef\xbb\xbf"
_DATED = re.compile(
    rb"From [^\r\n]{0,300}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b[^\r\n]{1,30}?\d{1,2}:\d\d"
    rb"[^\r\n]{0,60}[\r\n]"
)
# As the C library writes a date: "Mon Nov  2 10:00:00 2026".
_ENVELOPE = re.compile(
    rb"From [^\r\n]{0,300}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d"
    rb"[^\r\n]{0,40}[\r\n]"
)
# "From ", "From -" or "From ana@example.org" and nothing else.
_BARE = re.compile(rb"From [ \t]*(?:-|[^\s]{1,200}@[^\s]{1,200}|MAILER-DAEMON)?[ \t]*[\r\n]")
_HEADER = re.compile(rb"(?:>From [^\r\n]*" + END_OF_LINE + rb")?[!-9;-~]{1,76}:[ \t\r\n]?")
_END_OF_LINE = re.compile(END_OF_LINE)
_NO_START = "begins with bytes that are no mail"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MAILDIR = ("cur", "new")
_MAIL_ENDINGS = (".eml", ".emlx", ".mht", ".msg")
_IGNORED_ENDINGS = (".msf", ".dat", ".plist", ".db", ".cache", ".lock", ".json", ".idx")
_FOLDER_ENDINGS = (".mbox", ".sbd", ".mbx")
_WAY_OUT = "export it as mbox or as .eml files to have it read"
_NO_BOX = f"is not a mailbox: {_WAY_OUT}"
_WIDE_BOX = "is written in UTF-16: save it as UTF-8 to have it read"
_OTHER_PROGRAMS = {
    ".pst": "is an Outlook data file",
    ".ost": "is an Outlook data file",
    ".olm": "is an Outlook for Mac archive",
    ".nsf": "is a Notes database",
    ".zip": "is an archive",
    ".gz": "is an archive",
}


@dataclass(frozen=True)
class Slice:
    """Where one message lies: a file below the mailbox's path ("" is the path itself), and bytes.

    `folder` is what the mailbox calls the place; `number` counts the messages of one file, 0
    where the file is one message.
    """

    file: str
    start: int
    end: int
    folder: str
    number: int
    is_parted: bool = False
    """Nothing but its head tells it from the mail before."""

    def list_parts(self) -> list[str | int]:
        """Return the slice as JSON can hold it."""
        return [self.file, self.start, self.end, self.folder, self.number]


def list_slices(
    root: Path, shown_as: str, is_kept_out: Callable[[str], bool] | None = None
) -> Iterator[Slice | Finding]:
    """Yield each message's place, sorted by file; what holds no mail is a finding.

    Links are not followed. Nothing but the boundaries of the messages is looked at.
    """
    if not root.is_dir():
        # A message that is read alone still lies in the folder that says what it is.
        holder = root.parent.parent if root.parent.name in _MAILDIR else root.parent
        is_one = root.parent.name in _MAILDIR or root.name.lower().endswith(_MAIL_ENDINGS)
        name = holder.name if is_one else root.name
        yield from _list_file(root, "", _strip_endings(name), shown_as)
        return
    empty = True
    for file in _walk(root):
        empty = False
        if is_kept_out and is_kept_out(file):
            continue  # The listing of the source names it.
        folder = _name_folder(file)
        yield from _list_file(root / file, file, folder, f"{shown_as}/{file}")
    if empty:
        yield Finding.unreadable(shown_as, "holds no files")


def _walk(root: Path) -> Iterator[str]:
    """Yield the files that may hold mail, as paths below the root, sorted."""
    for place, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name != "tmp" or "cur" not in folders)
        below = Path(place).relative_to(root)
        for name in sorted(files):
            path = Path(place) / name
            if not path.is_symlink() and path.is_file() and not _is_bookkeeping(below, name):
                yield (below / name).as_posix()


def _is_bookkeeping(below: Path, name: str) -> bool:
    if below.name in _MAILDIR:
        return False
    if name.startswith((".", "dovecot", "courier")) or name == "maildirfolder":
        return True
    return name.lower().endswith(_IGNORED_ENDINGS) or name in ("subscriptions", "uidvalidity")


def _name_folder(file: str) -> str:
    parts = list(Path(file).parts[:-1])
    if parts and parts[-1] in _MAILDIR:
        parts.pop()
    elif not file.lower().endswith(_MAIL_ENDINGS):
        parts.append(Path(file).name)
    return "/".join(_strip_endings(part) for part in parts)


def _strip_endings(name: str) -> str:
    stem, ending = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    return stem if ending.lower() in (*_FOLDER_ENDINGS, ".eml") else name


def _list_file(path: Path, file: str, folder: str, shown_as: str) -> Iterator[Slice | Finding]:
    ending = path.suffix.lower()
    if ending in _OTHER_PROGRAMS:
        yield Finding.unreadable(
            shown_as, f"{_OTHER_PROGRAMS[ending]}, which cannot be read: {_WAY_OUT}"
        )
        return
    try:
        size = path.stat().st_size
        is_one = ending in _MAIL_ENDINGS or path.parent.name in _MAILDIR
        if size and is_one:
            yield Slice(file, 0, size, folder, 0)
            return
        with path.open("rb") as stream:
            yield from _list_box(stream, size, (file, folder, shown_as))
    except OSError as error:
        yield Finding.unreadable(
            shown_as, f"could not be opened: {error.strerror or 'an error of the disk'}"
        )


def _list_box(
    stream: BinaryIO, size: int, names: tuple[str, str, str]
) -> Iterator[Slice | Finding]:
    file, folder, shown_as = names
    if not size:
        yield Finding.unreadable(shown_as, "is empty")
        return
    heads = list(find_heads(stream, size))
    marks = _find_starts(stream)
    first = next(marks, None)
    if first is None or first > 3:
        # Messages before the first mark, or a single one without any.
        stream.seek(0)
        head = stream.read(min(LOOK_AHEAD_BYTES, size if first is None else first))
        if _HEADER.match(head.removeprefix(_BOM).lstrip()):
            heads.insert(0, (0, 0))
        elif first is None and not heads:
            yield Finding.unreadable(shown_as, _WIDE_BOX if head.startswith(_WIDE) else _NO_BOX)
            return
        elif head.removeprefix(_BOM).strip():
            yield Finding.unreadable(shown_as, _NO_START)
    # The search goes on where it was.
    starts = _merge_starts(_find_starts(stream, first), heads)
    yield from _cut_slices(starts, size, file, folder)


def _merge_starts(
    marks: Iterator[int], heads: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, bool]]:
    """Yield where each message begins, and whether nothing but a head says so."""
    mark = None
    marked = ((at, None) for at in marks)
    for start, line in merge(marked, heads, key=itemgetter(0)):
        if line is None:
            mark = start
        if line is None or line != mark:
            yield start, line is not None


def _cut_slices(
    starts: Iterator[tuple[int, bool]], size: int, file: str, folder: str
) -> Iterator[Slice]:
    for number, ((start, is_parted), (stop, _)) in enumerate(
        pairwise(chain(starts, [(size, False)])), start=1
    ):
        is_alone = number == 1 and stop == size and is_parted
        yield Slice(
            file, start, stop, folder, 0 if is_alone else number, is_parted and not is_alone
        )


def _find_starts(stream: BinaryIO, place: int | None = 0) -> Iterator[int]:
    """Yield where the messages of an mbox begin, from `place` on, in one pass."""
    if place is None:
        return
    stream.seek(place)
    # The beginning of the file counts as a line after an empty one.
    block, base, search_from = b"\n\n", place - 2, 2
    is_last = False
    while not is_last:
        chunk = stream.read(CHUNK_BYTES)
        is_last = not chunk
        block += chunk
        end = len(block) if is_last else max(len(block) - LOOK_AHEAD_BYTES, 0)
        found = block.find(_MARK, search_from)
        while 0 <= found < end:
            begin = found - len(_BOM) * block.endswith(_BOM, 0, found)
            if _is_start(block, begin, found):
                yield base + begin
            found = block.find(_MARK, found + 1)
        # Some bytes before are kept: whether the line before is empty has to be seen.
        cut = max(end - _KEPT_BEFORE, 0)
        block, base, search_from = block[cut:], base + cut, min(end, _KEPT_BEFORE)


def _is_start(block: bytes, begin: int, found: int) -> bool:
    """Whether a mail begins with the "From " at `found`; a byte order mark may stand before it."""
    before = block[max(begin - _KEPT_BEFORE, 0) : begin]
    line = _END_OF_LINE.search(block, found, found + 500)
    if not before.endswith((b"\n", b"\r")) or line is None:
        return False
    is_after_empty = before.endswith((b"\n\n", b"\n\r\n", b"\n\r\r\n", b"\r\r"))
    if is_after_empty and _ENVELOPE.match(block, found):
        # Whatever follows: a mail without headers is told as one.
        return True
    if not _HEADER.match(block, line.end()):
        return False
    is_bare = bool(_BARE.match(block, found))
    if _DATED.match(block, found) or (is_after_empty and is_bare):
        return True
    # A sentence may begin so, and a line with a colon follow: that is no header of mail.
    head = block[line.end() : line.end() + LOOK_AHEAD_BYTES // 2]
    top = re.split(EMPTY_LINE, head, maxsplit=1)[0]
    known = len(KNOWN.findall(top))
    return known > 0 if is_after_empty else is_bare and known >= HEADERS_AT_LEAST
