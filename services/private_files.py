"""Private files: nobody else on the machine may read what Baton keeps, however it came there.

Every program makes private files (services/umask.py). What was there before, was copied there or
was made by another program, such as Prefect's own command, is corrected when Baton starts.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from services.settings import Settings

OWN = frozenset(
    {
        *("audit", "bags", "cache", "demo", "failures", "fetched", "packs", "prefect", "profiles"),
        *("tmp", "baton.db", "baton.db-wal", "baton.db-shm", "baton.db-lock", "up.lock"),
        "prefect-auth",
    }
)
"""What Baton keeps in its data folder; none of it is a program."""
_MAILS = ("*.eml", ".*.part")
_LOGS = ("", "-wal", "-shm", "-journal", "-lock")


class Wrong(NamedTuple):
    """A file or folder with more rights than it should have, and those it should have."""

    path: Path
    mode: int


def protect(settings: Settings) -> None:
    """Correct the rights of everything that Baton keeps; what is another user's stays as it is."""
    for wrong in list_wrong(settings):
        with suppress(OSError):
            wrong.path.chmod(wrong.mode)


def list_wrong(settings: Settings) -> Iterator[Wrong]:
    """Give what has more rights than it should have: the data folder, mails, the database.

    Links are not followed: they may lead to what is not ours. No right is ever added.
    """
    data = settings.data.resolve()
    if data.is_dir():
        yield from _compare(data, 0o700)
    for entry in _scan(data):
        yield from _descend(entry, is_own=entry.name in OWN)
    outside = [Path(f"{settings.database_url.removeprefix('sqlite:///')}{end}") for end in _LOGS]
    if settings.mail_folder:
        # The folder may be shared with other programs; the mails are ours.
        outside += [path for ending in _MAILS for path in settings.mail_folder.glob(ending)]
    for path in outside:
        if not path.is_relative_to(data) and path.is_file() and not path.is_symlink():
            yield from _compare(path, 0o600)


def _descend(entry: "os.DirEntry[str]", *, is_own: bool) -> Iterator[Wrong]:
    waiting = [entry]
    while waiting:
        at = waiting.pop()
        if at.is_symlink():
            continue
        is_folder = at.is_dir(follow_symlinks=False)
        # Somebody may have put a program here; a file of ours is none.
        yield from _compare(Path(at.path), 0o600 if is_own and not is_folder else 0o700)
        if is_folder:
            waiting += _scan(Path(at.path))


def _scan(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # It is gone meanwhile, or another user's.
        return []


def _compare(path: Path, most: int) -> Iterator[Wrong]:
    try:
        mode = stat.S_IMODE(path.lstat().st_mode)
    except OSError:  # As above.
        return
    if mode & ~most:
        yield Wrong(path, mode & most)
