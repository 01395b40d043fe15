"""Replacing: how a new bag takes the place of an old one, so that a kill leaves one of them whole.

The folder around the bag is locked, and the new bag is built beside it as `.NAME.unfinished`.
Then both change places in one step, where the system can do that (Linux), or the old one steps
aside as `.NAME.replaced` first. What a killed run left is put right by the next one.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from services.bags.bag_checks import verify_bag
from services.bags.manifests import ProblemKind

AT_FDCWD, RENAME_EXCHANGE = -100, 2
NOT_THERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)
LAST_WRITTEN = "tagmanifest-sha512.txt"
"""Written last and removed first: a bag without it is unfinished, or on its way out."""


@contextmanager
def hold_place(target: Path) -> Iterator[Path]:
    """Lock the place of a bag, put right what a killed run left, give the folder to build in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        # Some network shares cannot lock a folder; then two runs at once are the only risk.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _clean_up(target)
        yield _beside(target, "unfinished")
    finally:
        os.close(descriptor)


def put_right(target: Path) -> None:
    """Put right what a killed run left beside the place of a bag, where no run comes any more."""
    if any(os.path.lexists(_beside(target, state)) for state in ("unfinished", "replaced")):
        with hold_place(target):
            pass


def put_in_place(target: Path) -> Path | None:
    """Move the finished bag to its place.

    Returns:
        Where the old bag is now, if somebody had changed it or added to it; else None, it is gone.
    """
    new, old = _beside(target, "unfinished"), _beside(target, "replaced")
    if not target.exists():
        new.rename(target)
        sync_folder(target.parent)
        return None
    _keep_rights(target, new)
    if _exchange(new, target):
        sync_folder(target.parent)
        return _discard(new, target)
    target.rename(old)
    new.rename(target)
    sync_folder(target.parent)
    return _discard(old, target)


def _keep_rights(old: Path, new: Path) -> None:
    """Let others go on reading a bag that somebody gave them the right to read."""
    mode = stat.S_IMODE(old.stat().st_mode)
    for path in (new, *new.rglob("*")):
        path.chmod(mode if path.is_dir() else mode & 0o666)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clean_up(target: Path) -> None:
    new, old = _beside(target, "unfinished"), _beside(target, "replaced")
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (new, old):
        if left.exists():
            _discard(left, target)


def _discard(folder: Path, target: Path) -> Path | None:
    """Delete a bag, or keep it under a name that people see if it holds somebody's own work."""
    marker = folder / LAST_WRITTEN
    kinds = {problem.kind for problem in verify_bag(folder)} if marker.exists() else set()
    if kinds & {ProblemKind.changed, ProblemKind.added}:
        kept = _find_free_name(target)
        folder.rename(kept)
        sync_folder(target.parent)
        return kept
    marker.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return None


def _find_free_name(target: Path) -> Path:
    number = 1
    while (name := target.with_name(f"{target.name}.changed-{number}")).exists():
        number += 1
    return name


def _beside(target: Path, state: str) -> Path:
    return target.with_name(f".{target.name}.{state}")


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot do that."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(first), os.fsencode(second)
    if rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_THERE:
        return False
    raise OSError(number, os.strerror(number), str(first))
