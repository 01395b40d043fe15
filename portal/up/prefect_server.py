"""Prefect's server for `baton up`, with its garbage collected beside its event loop.

Run as `python -m portal.up.prefect_server start ...`, with the words of `prefect server`. A file of
its own: the process that starts it needs nothing of it.
"""

import gc
import itertools
import runpy
import sys
import threading
import time

_PAUSE_SECONDS = 1.0
_TURNS_UNTIL_ALL = 60


def collect_beside() -> None:
    """Collect garbage in a thread of its own from now on, and nowhere else.

    Python collects in whatever thread asks for memory. A cursor of SQLite that is thrown away waits
    for its connection; a connection that is in use may wait for the one that writes, and that one
    for its next turn in the event loop. Where the loop's thread is the one that collects, all of
    them stand still until SQLite gives up, which Prefect lets it do after a minute. A thread of its
    own waits without holding up anybody. Without collecting, Prefect also loads a sixth faster.
    """
    gc.disable()
    threading.Thread(target=_collect, name="garbage", daemon=True).start()


def _collect() -> None:
    for turn in itertools.count(1):
        time.sleep(_PAUSE_SECONDS)
        # What is young takes a millisecond.
        gc.collect(2 if turn % _TURNS_UNTIL_ALL == 0 else 1)
        if turn == _TURNS_UNTIL_ALL:
            # What was loaded stays; to look through it takes a third of a second each time.
            gc.freeze()


def main() -> None:
    """Run Prefect's command."""
    collect_beside()
    sys.argv[1:1] = ["server"]
    sys.argv[0] = "prefect"
    runpy.run_module("prefect", run_name="__main__")


if __name__ == "__main__":
    main()
