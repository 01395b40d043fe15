"""System: a running Baton to be measured and mistreated, and what its processes take."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.machine import measure_mb as measure_process_mb
from examples.stage import Stage, set_stage
from services.store import Store

PARTS = {"prefect": "server start", "worker": "worker start", "web": "portal.web"}
"""Words of the command line of each part."""


@dataclass(frozen=True)
class System:
    """A running Baton."""

    stage: Stage

    @property
    def store(self) -> Store:
        """Its database."""
        return Store(f"sqlite:///{self.stage.data}/baton.db")

    def find_part(self, name: str) -> int | None:
        """Return the process id of a part, None while it is dead."""
        return next((n for n, line in self.list_processes().items() if PARTS[name] in line), None)

    def list_processes(self) -> dict[int, str]:
        """Return the command lines of everything that runs on its data, by process id."""
        mark = os.fsencode(f"BATON_DATA={self.stage.data}")
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    found[int(entry.name)] = b" ".join(words).decode(errors="replace")
            except OSError:
                continue
        return found

    def measure_mb(self) -> float:
        """Return the memory of all its processes; what they share counts once."""
        return sum(measure_process_mb(number) for number in self.list_processes())

    def list_starts(self) -> dict[str, str]:
        """Return when runs began, by their names, from Prefect's own database."""
        path = self.stage.data / "prefect" / "prefect.db"
        connection = sqlite3.connect(path, timeout=20)
        query = "SELECT name, start_time FROM flow_run WHERE start_time IS NOT NULL"
        rows = connection.execute(query).fetchall()
        connection.close()
        return dict(rows)

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


def wait_for(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until it is so, and return after how many seconds that was.

    Raises:
        TimeoutError: it did not come.
    """
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.05)
    return time.monotonic() - began


def answers(address: str) -> bool:
    """Whether somebody answers there."""
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
