"""Stopping: Ctrl-C prints one sentence and ends a command within seconds.

A file of its own, because the entry point needs it before anything else is loaded.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = 130
"""The exit code of a command that Ctrl-C ended, as shells have it."""


def say_stopped() -> None:
    """Write to stderr that the command was stopped, and how to go on."""
    sys.stderr.write("baton: stopped; what was done is kept, and the same command goes on.\n")
    sys.stderr.flush()


@contextmanager
def stop_within(seconds: float) -> Iterator[None]:
    """Let Ctrl-C end the block within `seconds`, and a second Ctrl-C end it at once.

    Otherwise Ctrl-C would wait for a step that reads a large mailbox. Every step may be cut off
    anywhere, as it may be killed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Signals reach the main thread alone.
        return
    before = signal.signal(signal.SIGINT, lambda *_: _stop(seconds))
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
            signal.signal(signal.SIGINT, before)


def _stop(seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()
    raise KeyboardInterrupt


def _leave() -> None:
    say_stopped()
    os._exit(STOPPED)
