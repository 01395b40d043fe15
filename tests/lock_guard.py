"""Lock guard: in every test, what is slow fails where it happens inside a write transaction."""

import os
import sys
from typing import Any

from services.lock_watch import HeldLockWarning, is_lock_held

_REFUSED = frozenset(
    {
        "os.fork", "os.forkpty", "os.mkdir", "os.posix_spawn", "os.remove", "shutil.copyfile",
        "shutil.move", "shutil.rmtree", "socket.connect", "subprocess.Popen",
    }
)  # fmt: skip
"""What Python reports before it happens. Renaming is not among them: it puts a result in place."""
_FOR_WRITING = os.O_WRONLY | os.O_RDWR


def guard_lock() -> None:
    """Let this process fail where a transaction syncs, writes files, starts processes, connects."""
    # A plugin that is loaded inside a transaction is found by what Python writes of it; here, and
    # in processes that tests start, it writes whatever the shell says.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.addaudithook(_look)
    fsync = os.fsync

    def watched(descriptor: Any) -> None:
        _refuse("os.fsync")
        fsync(descriptor)

    os.fsync = watched


def _look(event: str, given: tuple[Any, ...]) -> None:
    if event in _REFUSED or (event == "open" and _writes(*given)):
        _refuse(event)


def _writes(path: Any, _mode: Any, flags: int) -> bool:
    # A module that is imported inside a transaction may be compiled.
    return bool(flags & _FOR_WRITING) and "__pycache__" not in str(path)


def _refuse(what: str) -> None:
    if is_lock_held():
        raise HeldLockWarning(f"{what} inside a write transaction: do it before it begins.")
