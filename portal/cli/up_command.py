"""Up: `baton up`, the whole system on this machine by one command, or one part of it."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from models.errors import InvalidInputError, TemporaryError
from portal.cli.options import AsJson, Quiet
from portal.cli.speech import say, say_json
from portal.up.environments import clear_temporary
from portal.up.lock import hold_data
from portal.up.log import Log
from portal.up.parts import Part, make_server, make_web, make_worker
from portal.up.supervisor import START_SECONDS, Supervisor, stop_on_signals
from services.ports import find_taken
from services.settings import Settings
from services.store import open_store

_STOPPED_BY = (signal.SIGINT, signal.SIGTERM)
_PAUSE_SECONDS = 0.5


class PartName(StrEnum):
    """A part that a service manager may run by itself."""

    web = "web"
    prefect = "prefect"
    worker = "worker"


Only = Annotated[
    PartName | None,
    typer.Option(help="Run only this part, for a service manager such as systemd."),
]


def up(as_json: AsJson = False, quiet: Quiet = False, only: Only = None) -> None:
    """Start Prefect, its worker and the web on this machine; Ctrl-C stops them all cleanly."""
    settings = Settings()
    if only:
        _become(only, settings)
    with hold_data(settings.data):
        clear_temporary(settings.data)
        if taken := find_taken(settings):
            raise InvalidInputError(taken)
        # Before anything looks at the database: two parts would bring it up to date at once.
        open_store(settings.database_url)
        log = Log(is_quiet=quiet or as_json)
        supervisor = Supervisor(log)
        stop_on_signals(supervisor, _STOPPED_BY)
        with _stopping(supervisor, log):
            began = time.monotonic()
            _start_all(supervisor, settings)
            if not supervisor.is_stopping:
                _tell(settings, supervisor, time.monotonic() - began, as_json=as_json)
            supervisor.watch()


@contextmanager
def _stopping(supervisor: Supervisor, log: Log) -> Iterator[None]:
    try:
        yield
    finally:
        log.say("baton", "stopping")
        supervisor.stop()
        log.say("baton", "all is stopped; what was done is kept")


def _start_all(supervisor: Supervisor, settings: Settings) -> None:
    is_alone = not settings.prefect_url
    first = (make_server(settings), make_web(settings)) if is_alone else (make_web(settings),)
    for part in first:
        part.prepare()
    supervisor.start(*first)
    if not supervisor.is_stopping:
        worker = make_worker(settings, is_alone=is_alone)
        worker.prepare()
        supervisor.start(worker)


def _become(name: PartName, settings: Settings) -> None:
    """Become the process of a part; what it says and how it ends is up to the service manager."""
    part = _make_part(name, settings)
    _prepare_patiently(part)
    # A shell that starts it in the background ignores Ctrl-C for it; a worker stops by that signal.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(sys.executable, part.command, dict(part.environment))  # noqa: S606 - our own command


def _make_part(name: PartName, settings: Settings) -> Part:
    if name is PartName.worker:
        return make_worker(settings, is_alone=False)
    return make_web(settings) if name is PartName.web else make_server(settings)


def _prepare_patiently(part: Part) -> None:
    """Prepare a part; what it needs may be starting just now."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return part.prepare()
        except TemporaryError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def _tell(settings: Settings, supervisor: Supervisor, seconds: float, *, as_json: bool) -> None:
    facts = {
        "web": settings.get_address(settings.web_port),
        "prefect": settings.get_prefect_address().removesuffix("/api"),
        "data": str(settings.data),
        "seconds": round(seconds, 1),
        "processes": supervisor.get_pids(),
    }
    if as_json:
        say_json(json.dumps(facts))
        sys.stdout.flush()
        return
    for line in (
        f"Baton is up after {seconds:.0f} s.",
        f"  Pages and API   {facts['web']}",
        f"  Prefect         {facts['prefect']}  (its password is in {settings.data}/prefect-auth)",
        "  Stop with Ctrl-C.",
    ):
        say(line)
