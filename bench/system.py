"""System: a running Baton to be measured and mistreated, and what its processes take."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bench.machine import measure_mb as measure_process_mb
from examples.stage import Stage, set_stage
from services.outbox.prefect_api import Engine, read_auth
from services.settings import Settings
from services.store import Store

T = TypeVar("T")
PARTS = {
    "prefect": "server start",
    "fork server": "python: .*fork_server",
    "worker": "baton-worker: ",
    "web": "portal.web",
}
"""What the name and the command line of each part match."""


@dataclass(frozen=True)
class System:
    """A running Baton."""

    stage: Stage

    @property
    def store(self) -> Store:
        """Its database."""
        return Store(Settings(data=self.stage.data).database_url)

    def find_part(self, name: str) -> int | None:
        """Return the process id of a part, None while it is dead."""
        found = self.list_processes().items()
        return next((number for number, line in found if re.search(PARTS[name], line)), None)

    def list_processes(self) -> dict[int, str]:
        """Return name and command line of everything that runs on its data, by process id."""
        mark = os.fsencode(f"BATON_DATA={self.stage.data}")
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    line = b" ".join(words).decode(errors="replace")
                    found[int(entry.name)] = f"{(entry / 'comm').read_text().strip()}: {line}"
            except OSError:
                continue
        return found

    def measure_mb(self) -> float:
        """Return the memory of all its processes; what they share counts once."""
        return sum(measure_process_mb(number) for number in self.list_processes())

    def find_start(self, reference: str) -> datetime | None:
        """Return when a run of a handover first began, by Prefect's own word."""
        wanted = {"tags": {"all_": [f"handover:{reference}"]}, "start_time": {"is_null_": False}}
        engine = Engine(f"{self.stage.prefect}/api", read_auth(self.stage.data))
        try:
            runs = engine.ask("POST", "flow_runs/filter", {"flow_runs": wanted})
        finally:
            engine.close()
        return min((datetime.fromisoformat(run["start_time"]) for run in runs), default=None)

    def kill(self, name: str) -> bool:
        """Kill a part as the system does for want of memory; return whether it was alive."""
        number = self.find_part(name)
        if number is None:
            return False
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def run_system(data: Path, day: str = "2026-10-01") -> Iterator[System]:
    """Start a system on this folder, with its clock on a day, and stop it at the end."""
    data.mkdir(parents=True, exist_ok=True)
    with set_stage(data, day) as stage:
        yield System(stage)


def wait_for(find: Callable[[], T | None], seconds: float) -> T:
    """Return what is found, as soon as it is.

    Raises:
        TimeoutError: it did not come.
    """
    began = time.monotonic()
    while (found := find()) is None:
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.25)
    return found
