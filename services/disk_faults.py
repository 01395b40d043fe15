"""Disk faults: what the operating system says of a disk, as a sentence with the way out.

A file of its own, because commands, the database and the doctor all meet the same disks.
"""

import errno
import os
import shutil
from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM})
_NEARLY_FULL = 8 * 2**20
"""With less than this free, a library that writes a database may fail with words of its own."""

ROOM = "free some space, then run the same command again; what was saved before is kept."


def explain_fault(error: OSError) -> str | None:
    """Return what is wrong with a disk and the way out, None where the error is another one."""
    place = f' "{error.filename}"' if error.filename else ""
    if error.errno in _FULL:
        return f"{error.strerror}: {ROOM}"
    if error.errno == errno.EROFS:
        return (
            f"the disk of{place or ' a file'} is read-only: mount it for writing, then run the "
            "same command again."
        )
    if error.errno == errno.EIO:
        return (
            f"the disk of{place or ' a file'} has an error ({error.strerror}): keep a copy of the "
            "data folder while it can be read, and restore a backup on another disk."
        )
    if error.errno in _CLOSED and error.filename:
        return (
            f"this user may not use{place} ({error.strerror}): let it read and write there, then "
            "run the same command again."
        )
    return None


def is_read_only(folder: Path) -> bool:
    """Whether the disk of a folder can be read only, even by root."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def find_full(*folders: Path) -> Path | None:
    """Return the first of the folders whose disk is full, None where none is."""
    for folder in folders:
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if shutil.disk_usage(there).free < _NEARLY_FULL:
            return there
    return None
