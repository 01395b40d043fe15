"""Kinship: processes that end when the one that started them has ended, however that ended."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here: between fork and exec nothing may be loaded.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: signal.Signals, parent: int | None = None) -> None:
    """Let the kernel send this signal to this process when its parent has ended.

    Elsewhere than on Linux nothing is done: a part whose launcher was killed stays there.

    Args:
        number: the signal.
        parent: who the parent should be; has it ended already, this process ends now.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)
    if parent is not None and os.getppid() != parent:
        os._exit(1)
