"""Kinship: processes that end when the one that started them has ended, however that ended."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here: between fork and exec nothing may be loaded.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(parent: int | None = None) -> None:
    """Let the kernel kill this process when its parent has ended.

    Killed, not asked: a worker whose server has gone as well would take minutes to stop. Elsewhere
    than on Linux nothing is done: a part whose launcher was killed stays there.

    Args:
        parent: who the parent should be; has it ended already, this process ends now.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent not in (None, os.getppid()):
        os._exit(1)
