"""Up: `baton up`, the whole system on this machine by one command."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from models.errors import TemporaryError
from portal.commands.options import AsJson, Quiet
from portal.up.environments import make_environment
from portal.up.lock import hold_data
from portal.up.log import Log
from portal.up.parts import make_server, make_web, make_worker
from portal.up.ports import check_ports, find_free_port
from portal.up.supervisor import Supervisor, stop_on_signals
from services.engine import read_auth
from services.settings import Settings
from services.store import open_store

_STOPPED_BY = (signal.SIGINT, signal.SIGTERM)


def up(as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Start Prefect, its worker and the web on this machine; Ctrl-C stops all of them cleanly."""
    settings = Settings()
    with hold_data(settings.data):
        check_ports(settings)
        # Before anything looks at the database: two parts would bring it up to date at once.
        open_store(settings.database_url)
        log = Log(is_quiet=quiet or as_json)
        supervisor = Supervisor(log)
        stop_on_signals(supervisor, _STOPPED_BY)
        with _stopping(supervisor, log):
            began = time.monotonic()
            _start_all(supervisor, settings, log)
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


def _start_all(supervisor: Supervisor, settings: Settings, log: Log) -> None:
    supervisor.start(make_web(settings))
    supervisor.start(make_server(settings))
    _deploy(settings, log)
    supervisor.start(make_worker(settings, find_free_port()))


def _deploy(settings: Settings, log: Log) -> None:
    command = [sys.executable, "-m", "portal.up.deploy"]
    ended = subprocess.run(  # noqa: S603 - our own command
        command, env=make_environment(settings), capture_output=True, text=True, check=False
    )
    for line in (ended.stdout + ended.stderr).splitlines():
        log.say("deploy", line)
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise TemporaryError(f"the flows could not be deployed to Prefect: {last}")


def _tell(settings: Settings, supervisor: Supervisor, seconds: float, *, as_json: bool) -> None:
    facts = {
        "web": f"http://{settings.host}:{settings.web_port}",
        "prefect": f"http://{settings.host}:{settings.prefect_port}",
        "data": str(settings.data),
        "seconds": round(seconds, 1),
        "processes": supervisor.get_pids(),
    }
    if as_json:
        typer.echo(json.dumps(facts))
        sys.stdout.flush()
        return
    password = "its password" if read_auth(settings.data) else "no password"
    for line in (
        f"Baton is up after {seconds:.0f} s.",
        f"  Pages and API   {facts['web']}",
        f"  Prefect         {facts['prefect']}  ({password} is in {settings.data}/prefect-auth)",
        "  Stop with Ctrl-C.",
    ):
        typer.echo(line)
