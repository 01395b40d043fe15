"""Leftovers: temporary folders whose process is gone, and files that are not needed any more.

Each folder says whose it is, so that one of a process at work is never taken away. In places that
belong to this machine its name holds the number of its process. A place that several machines may
share, such as the folder for backups, knows no such numbers: there a folder holds a lock.

A file of its own, because six rooms leave such things behind.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

RESTORE_JOURNAL, RESTORE_STAGE = "restore.journal", ".restore"
"""What a restore of a backup has in the data folder until it has ended."""


LOCK = ".lock.part"
"""What a held folder holds as long as its process is at work."""
_BEGINNING_SECONDS = 60.0
"""A folder younger than this may be without its lock because it is being begun or ended."""


def is_restore_left(data: Path) -> bool:
    """Whether a restore was begun in the data folder, and has not ended."""
    return any((data / name).exists() for name in (RESTORE_JOURNAL, RESTORE_STAGE))


def make_temporary_folder(parent: Path, kind: str) -> Path:
    """Make a folder of this process, and remove those of its kind that killed processes left.

    Args:
        parent: where it is made; made itself if needed.
        kind: what it is for; begins with "baton" where others may put folders beside it.
    """
    parent.mkdir(parents=True, exist_ok=True)
    remove_left_folders(parent, kind)
    return Path(tempfile.mkdtemp(prefix=f"{kind}-{os.getpid()}-", dir=parent))


@contextmanager
def temporary_folder(parent: Path, kind: str) -> Iterator[Path]:
    """Make such a folder, and remove it with the block."""
    folder = make_temporary_folder(parent, kind)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_folders(parent: Path, kind: str) -> None:
    """Remove the temporary folders of this kind, a pattern, whose processes are gone."""
    for left in parent.glob(f"{kind}-*"):
        owner = left.name.rsplit("-", 2)[-2]
        # A folder that names no process is not ours.
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def held_folder(folder: Path) -> Iterator[Path]:
    """Make a folder, hold it as long as the block runs, then remove what is still there of it.

    What is to stay is renamed inside the block, after `let_go`.
    """
    folder.mkdir(parents=True, mode=0o700)
    try:
        with (folder / LOCK).open("w") as lock:
            # Where a share cannot lock, nobody else can take the lock, and nothing is removed.
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def let_go(folder: Path) -> None:
    """Take the lock out of a held folder that is whole, for it to be renamed at once."""
    (folder / LOCK).unlink()


def remove_unheld_folders(parent: Path, pattern: str) -> None:
    """Remove the held folders of this pattern whose processes are gone, on whatever machine."""
    for left in parent.glob(pattern):
        with suppress(OSError):
            if _is_unheld(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_unheld(folder: Path) -> bool:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - folder.lstat().st_mtime > _BEGINNING_SECONDS
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(lock)
    return True


def remove_old_files(folder: Path, before: datetime, pattern: str = "*") -> int:
    """Remove the files of a folder that were written before then; return how many."""
    old = [
        path
        for path in folder.glob(pattern)
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
