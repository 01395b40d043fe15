"""Walk: lists what is in a folder, without opening anything."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from unicodedata import normalize

from pathspec import GitIgnoreSpec

from models.harvest import Finding, FoundFile
from models.values import Value
from models.words import FindingKind
from services.formats.reasons import LINK, TELLING_NAME
from services.secrets.masking import mask_name
from services.secrets.private_places import find_private_mark
from services.texts import clean_text

_SYSTEM_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "ntuser.dat", "icon", "__macosx", "$recycle.bin"}
    | {"system volume information", "lost+found", "@eadir"}
)
"""Names that programs leave behind; together with hidden names and lock files (~$, .~lock)."""


_UNSEEN = {ord("\n"): " ", ord("\t"): " "} | dict.fromkeys(
    (0x202A, 0x202B, 0x202D, 0x202E), "\ufffd"
)
"""What breaks lines becomes a blank; what reverses a name ("gpj.exe" as "exe.jpg") is shown."""


class Reach(Value):
    """What of a source may be opened, although its place or its name would keep it closed, or not.

    `excludes` are globs of the case file. `put_back` are names of private findings
    (`Finding.name`) that the leaver allowed again: the rule about private places lets them through.
    """

    excludes: tuple[str, ...] = ()
    put_back: frozenset[str] = frozenset()


class PassedOver(Value):
    """A hidden file, or one that a program left behind: only counted."""

    path: str


class _Entry(NamedTuple):
    place: "os.DirEntry[bytes]"
    path: str
    name: str
    has_secret: bool


@dataclass(frozen=True)
class Excludes:
    """Globs of the case file, relative to the case or to the source; case does not count."""

    spec: GitIgnoreSpec

    @classmethod
    def of(cls, globs: Sequence[str]) -> "Excludes":
        """Return the globs ready for matching."""
        return cls(GitIgnoreSpec.from_lines([_fold(glob) for glob in globs]))

    def has(self, path: str, *, is_folder: bool) -> bool:
        """Whether the path, from the case folder or from the source, is excluded."""
        inside = path.partition("/")[2]
        # A folder is left out as a whole where everything in it would be.
        probes = [f"{part}/_/_" if is_folder else part for part in (path, inside) if part]
        return any(self.spec.match_file(_fold(probe)) for probe in probes)


def label_source(path: str) -> str:
    """Return what paths of a source begin with; never a place of this machine."""
    pure = PurePosixPath(path.replace("\\", "/"))
    return pure.name if pure.is_absolute() else clean_text(str(pure))


def walk_folder(root: Path, label: str, reach: Reach) -> Iterator[FoundFile | Finding | PassedOver]:
    """Yield every file below a folder, and what is not opened with its reason, sorted by name.

    Private and excluded places are named at their top and not entered. Links are not followed.
    Hidden files and what programs leave behind are passed over; of a folder, only its top is named.
    """
    spec = Excludes.of(reach.excludes)
    # Not recursive: folders may be nested deeper than Python's calls.
    open_folders = [_list_entries(os.fsencode(root), label)]
    while open_folders:
        found = next(open_folders[-1], None)
        if found is None:
            open_folders.pop()
        elif not isinstance(found, _Entry):
            yield found
        elif (said := _judge(found, spec, reach.put_back)) is not None:
            yield said
        else:
            open_folders.append(_list_entries(found.place.path, found.path))


def _list_entries(folder: bytes, label: str) -> Iterator["_Entry | Finding | PassedOver"]:
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as error:
        yield Finding.unreadable(label, f"cannot be opened ({_say(error)})")
        return
    taken: set[str] = set()
    for entry in entries:
        name = _clean_name(entry.name)
        shown = mask_name(name)
        path = f"{label}/{_make_unique(shown, taken)}"
        if _is_left_behind(name):
            yield PassedOver(path=path)
        else:
            yield _Entry(entry, path, name, has_secret=shown != name)


def _judge(
    entry: "_Entry", excludes: Excludes, put_back: frozenset[str]
) -> FoundFile | Finding | None:
    """Return what is reported of an entry; None for a folder that is entered."""
    is_folder = entry.place.is_dir(follow_symlinks=False)
    # The ending of a file is no word of its name; a folder has none.
    words = entry.name if is_folder else PurePosixPath(entry.name).stem
    if excludes.has(entry.path, is_folder=is_folder):
        reason = "is excluded by the case file"
        return Finding(kind=FindingKind.excluded, path=entry.path, reason=reason)
    if entry.path not in put_back and find_private_mark(words):
        reason = "is marked private by its name"
        return Finding(kind=FindingKind.private, path=entry.path, reason=reason)
    if entry.has_secret:
        # Its place on this machine would be kept with the rest, and the secret with it.
        return Finding(kind=FindingKind.secret, path=entry.path, reason=TELLING_NAME)
    if entry.place.is_symlink():
        return Finding.unreadable(entry.path, LINK)
    return None if is_folder else _describe(entry.place, entry.path)


def _describe(entry: "os.DirEntry[bytes]", path: str) -> FoundFile | Finding:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Finding.unreadable(path, f"cannot be opened ({_say(error)})")
    if not stat.S_ISREG(status.st_mode):
        return Finding.unreadable(path, "is not a file but a device or a channel")
    return FoundFile(
        path=path,
        location=entry.path,
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
    )


def _clean_name(name: bytes) -> str:
    # Names need not be UTF-8; what is not becomes a visible character.
    return clean_text(name.decode("utf-8", "replace")).translate(_UNSEEN) or "?"


def _make_unique(name: str, taken: set[str]) -> str:
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    taken.add(unique)
    return unique


def _is_left_behind(name: str) -> bool:
    return name.startswith((".", "~$")) or name.strip().casefold() in _SYSTEM_NAMES


def _fold(text: str) -> str:
    return normalize("NFC", text).casefold()


def _say(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
