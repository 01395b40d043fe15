"""Garbage: a thread that collects it, for a process whose event loop must not.

A file of its own: it knows nothing of Prefect, and is wanted before Prefect is loaded.
"""

import gc
import itertools
import threading
import time

_PAUSE_SECONDS = 1.0
_TURNS_UNTIL_ALL = 600


def collect_beside() -> None:
    """Let a thread of its own look for circles of garbage from now on.

    Python looks for them in whatever thread asks for memory. A cursor of SQLite that is thrown away
    waits for its connection; a connection that is in use may wait for the one that writes, and that
    one for its next turn in the event loop. Where the loop's thread is the one that collects, all
    of them stand still until SQLite gives up, which Prefect lets it do after a minute. A thread of
    its own may wait; nothing is collected meanwhile, and others are held up only while it looks.
    """
    gc.disable()
    threading.Thread(target=_collect, name="garbage", daemon=True).start()


def _collect() -> None:
    for turn in itertools.count(1):
        time.sleep(_PAUSE_SECONDS)
        # What is young takes milliseconds; all of Prefect takes a third of a second.
        gc.collect(2 if turn % _TURNS_UNTIL_ALL == 0 else 1)
