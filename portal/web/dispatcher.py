"""Dispatcher: a thread of the web process that sends what acts have put into the outbox.

A file of its own: the only thread, beside requests and apart from them.
"""

import logging
import threading

from models.errors import HandoverError
from services.clock import read_now
from services.outbox.outbox import dispatch_runs
from services.outbox.prefect_api import open_engine
from services.settings import Settings
from services.store import Store

_LOOK_SECONDS = 0.2
_LOG = logging.getLogger("baton.dispatcher")


class Dispatcher:
    """Looks at the outbox five times a second, which takes a millisecond each.

    What it cannot send stays in the outbox, also for `tend`.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._is_stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        engine = open_engine(self._settings)
        while not self._is_stopping.wait(_LOOK_SECONDS):
            try:
                dispatch_runs(self._store, engine, read_now(self._settings))
            except HandoverError as error:
                # What is in the outbox stays there: the next look tries again.
                _LOG.warning("the outbox waits: %s", error)
            except Exception as error:  # noqa: BLE001 - a full disk passes; this thread must not
                _LOG.warning("the outbox waits (%s)", type(error).__name__)
        engine.close()
