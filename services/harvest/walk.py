"""Walk: lists what is in a folder, without opening anything."""

import os
import stat
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from models.harvest import Finding, FoundFile
from models.values import Value
from models.words import FindingKind
from services.formats.reasons import LINK, TELLING_NAME
from services.harvest.allowed_parts import AllowedPart
from services.harvest.excludes import Excludes
from services.harvest.source_places import OtherSources, is_there
from services.secrets.logins import has_login
from services.secrets.masking import mask_name
from services.secrets.private_places import find_private_mark, is_staff_folder
from services.secrets.secret_tokens import REMOVED
from services.texts import clean_text

_SYSTEM_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "ntuser.dat", "icon", "__macosx", "$recycle.bin"}
    | {"system volume information", "lost+found", "@eadir"}
)
"""Names that programs leave behind; together with hidden names and lock files (~$, .~lock)."""


OTHER_SOURCE = "is a source of its own, of which only its own permission lets anything through"
_UNSEEN = {ord("\n"): " ", ord("\t"): " "} | dict.fromkeys(
    (0x202A, 0x202B, 0x202D, 0x202E), "\ufffd"
)
"""What breaks lines becomes a blank; what reverses a name ("gpj.exe" as "exe.jpg") is shown."""


class Reach(Value):
    """What of a source may be opened, although its place or its name would keep it closed, or not.

    `excludes` are globs of the case file. `put_back` are names of private findings
    (`Finding.name`) that the leaver allowed again: the rule about private places lets them through.
    `allowed` is what the permission lets through. `others` are the places of the case's other
    sources: what lies in one of them goes by the permission of that one alone.
    """

    excludes: tuple[str, ...] = ()
    put_back: frozenset[str] = frozenset()
    root: Path | None = None
    """The folder that sources must lie in (BATON_SOURCES_ROOT)."""
    allowed: AllowedPart = AllowedPart()
    others: tuple[Path, ...] = ()


Gate = Callable[[str], bool]
"""Whether a file is kept out, by its path below the source."""


class PassedOver(Value):
    """A hidden file, or one that a program left behind: only counted."""

    path: str


class _Entry(NamedTuple):
    place: "os.DirEntry[bytes]"
    path: str
    name: str
    below: str
    """Its path below the source, as its names are."""
    has_secret: bool

    @property
    def words(self) -> str:
        """The name as its writer read it; the ending of a file is no word of it."""
        try:
            name = self.place.name.decode("utf-8")
        except UnicodeDecodeError:
            # Old archives write "Privé" in a code page, mostly the western one.
            name = self.place.name.decode("cp1252", "replace")
        is_folder = self.place.is_dir(follow_symlinks=False)
        return name if is_folder else PurePosixPath(name).stem


class _Rules(NamedTuple):
    excludes: Excludes
    put_back: frozenset[str]
    others: OtherSources


def label_source(path: str) -> str:
    """Return what paths of a source begin with; never a place of this machine, nor a login."""
    if has_login(path):
        return REMOVED
    pure = PurePosixPath(path.replace("\\", "/"))
    return pure.name if pure.is_absolute() else clean_text(str(pure))


def is_of_source(path: str, label: str) -> bool:
    """Whether a path, or a place in a file, is of the source whose paths begin with this label."""
    return path == label or path.startswith((f"{label}/", f"{label}:"))


def walk_folder(
    root: Path, label: str, reach: Reach, excludes: Excludes | None = None
) -> Iterator[FoundFile | Finding | PassedOver]:
    """Yield every file below a folder, and what is not opened with its reason, sorted by name.

    Private and excluded places, and other sources, are named at their top and not entered. Links
    are not followed.
    Hidden files and what programs leave behind are passed over; of a folder, only its top is named.
    `excludes` are those of the reach, where it matters which of them keep something out.
    """
    excludes = excludes or Excludes(reach.excludes, root, label)
    rules = _Rules(excludes, reach.put_back, OtherSources(reach.others))
    # Not recursive: folders may be nested deeper than Python's calls.
    top = os.fsencode(root)
    open_folders = [_list_entries(top, label)]
    while open_folders:
        found = next(open_folders[-1], None)
        if found is None:
            open_folders.pop()
        elif not isinstance(found, _Entry):
            yield found
        elif (said := _judge(found, rules)) is not None:
            yield said
        elif not is_there(found.place.path, top):
            yield Finding.unreadable(found.path, LINK)  # It was a folder a moment ago.
        else:
            open_folders.append(_list_entries(found.place.path, found.path, f"{found.below}/"))


def make_gate(reach: Reach, location: Path, path: str) -> Gate:
    """Return what tells, for a source that is read as one, which of its files are kept out.

    Args:
        reach: what is kept out, and what was put back.
        location: where the source is on this machine.
        path: as the case file writes it, or what paths of the source begin with.
    """
    label = label_source(path)
    excludes = Excludes(reach.excludes, location, label)
    others = OtherSources(reach.others)
    is_other = cache(lambda below: others.has(os.fsencode(location / below)))

    def is_kept_out(below: str) -> bool:
        parts = below.split("/")
        words = [*parts[:-1], PurePosixPath(parts[-1]).stem]
        if any(is_other("/".join(parts[:size])) for size in range(1, len(parts) + 1)):
            return True
        return excludes.has_within(below) or any(
            find_private_mark(word, above=parts[: size - 1])
            for size, word in enumerate(words, start=1)
            if "/".join((label, *parts[:size])) not in reach.put_back
        )

    return is_kept_out


def _list_entries(
    folder: bytes, label: str, below: str = ""
) -> Iterator["_Entry | Finding | PassedOver"]:
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
        yield _Entry(entry, path, name, f"{below}{name}", has_secret=shown != name)


def _judge(entry: "_Entry", rules: _Rules) -> FoundFile | Finding | PassedOver | None:
    """Return what is reported of an entry; None for a folder that is entered."""
    is_folder = entry.place.is_dir(follow_symlinks=False)
    is_excluded = rules.excludes.has(entry.below)
    if _is_left_behind(entry.name):
        closed: Finding | PassedOver | None = PassedOver(path=entry.path)
    elif is_excluded:
        reason = "is excluded by the case file"
        closed = Finding(kind=FindingKind.excluded, path=entry.path, reason=reason)
    elif _is_other_source(entry, rules.others):
        closed = Finding(kind=FindingKind.excluded, path=entry.path, reason=OTHER_SOURCE)
    else:
        closed = _find_closed(entry, rules.put_back)
    if closed is None and is_folder:
        return None
    rules.excludes.pass_by(entry.below)
    return closed or _describe(entry.place, entry.path)


def _find_closed(entry: "_Entry", put_back: frozenset[str]) -> Finding | None:
    """Return why an entry is not opened that the case file does not exclude."""
    above = PurePosixPath(entry.path).parts[:-1]
    mark = None if entry.path in put_back else find_private_mark(entry.words, above=above)
    if mark and not _is_of_staff(entry):
        reason = "is marked private by its name"
        return Finding(kind=FindingKind.private, path=entry.path, reason=reason)
    if entry.has_secret:
        # Its place on this machine would be kept with the rest, and the secret with it.
        return Finding(kind=FindingKind.secret, path=entry.path, reason=TELLING_NAME)
    return Finding.unreadable(entry.path, LINK) if entry.place.is_symlink() else None


def _is_other_source(entry: "_Entry", others: OtherSources) -> bool:
    try:
        # The entry keeps what the disk says of it, which a file is described by as well.
        return others.has(entry.place.path, entry.place.stat(follow_symlinks=False))
    except OSError:
        return others.has(entry.place.path)


def _is_of_staff(entry: "_Entry") -> bool:
    """Whether a folder called "Personal" is that of the staff; names alone are looked at."""
    if not entry.place.is_dir(follow_symlinks=False):
        return False
    place = entry.place.path
    return is_staff_folder(
        entry.words, lambda: _list_names(place), lambda: _list_names(place.rpartition(b"/")[0])
    )


def _list_names(folder: bytes) -> list[str]:
    """Return the names in a folder without their endings, hidden ones left out; none if closed."""
    try:
        with os.scandir(folder) as scanned:
            names = sorted(entry.name for entry in scanned)
    except OSError:
        return []
    cleaned = (PurePosixPath(_clean_name(name)).stem for name in names)
    return [name for name in cleaned if not _is_left_behind(name)]


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


def _say(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
