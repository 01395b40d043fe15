"""Kinship: processes that end when the one that started them has ended, however that ended.

A file of its own, because child processes import it, and must start light.
"""

import ctypes
import os
import signal
import sys
from typing import NoReturn

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
# Loaded here: between fork and exec nothing may be loaded.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(parent: int | None = None) -> None:
    """Let the kernel kill this process when its parent has ended.

    Killed, not asked: a worker whose server has gone as well would take minutes to stop. Elsewhere
    than on Linux nothing is done: a part whose launcher was killed stays there.

    Args:
        parent: who the parent should be; if it has ended already, this process ends now.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent not in (None, os.getppid()):
        os._exit(1)


def take_name(name: str) -> None:
    """Let `ps` and `top` show this process by a name of at most 15 characters."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_NAME, name.encode())


def end_as(status: int) -> NoReturn:
    """End as another process has ended: `status` is its exit code, or minus the signal.

    Raises:
        SystemExit: always, where no signal ends this process before.
    """
    if status < 0:
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)
