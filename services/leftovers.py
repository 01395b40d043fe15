"""Leftovers: temporary folders whose process is gone, and files that are not needed any more.

A file of its own, because four rooms leave such things behind.
"""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

RESTORE_JOURNAL, RESTORE_STAGE = "restore.journal", ".restore"
"""What a restore of a backup has in the data folder until it has ended."""


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


def remove_left_folders(parent: Path, kind: str) -> None:
    """Remove the temporary folders of this kind whose processes are gone."""
    for left in parent.glob(f"{kind}-*"):
        owner = left.name.removeprefix(f"{kind}-").split("-")[0]
        # A folder that names no process is not ours.
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def remove_old_files(folder: Path, before: datetime) -> int:
    """Remove the files of a folder that were written before then; return how many."""
    old = [
        path
        for path in folder.glob("*")
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
