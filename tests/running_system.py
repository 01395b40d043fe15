"""Running system: `baton up` on ports of its own, for tests that need all of it."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from commands import OPEN, Place, list_processes

from services.outbox.prefect_api import Engine, read_auth
from services.ports import find_free_port
from services.store import Store

START_SECONDS = 600.0


@dataclass(frozen=True)
class RunningSystem:
    """A system that is up. `told` is what it said when it was."""

    place: Place
    process: "subprocess.Popen[str]"
    told: dict[str, Any]

    @property
    def web(self) -> str:
        return str(self.told["web"])

    @property
    def store(self) -> Store:
        return Store(f"sqlite:///{self.place.data}/baton.db")

    def open_engine(self) -> Engine:
        return Engine(f"{self.told['prefect']}/api", read_auth(self.place.data))

    def get(self, path: str, token: str = "") -> httpx.Response:
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.get(f"{self.web}{path}", headers=bearer, trust_env=False, timeout=600)

    def list_runs(self, where: str = "1 = 1") -> list[tuple[str, str]]:
        """Names of runs and of their states, from Prefect's own database."""
        connection = sqlite3.connect(self.place.data / "prefect" / "prefect.db", timeout=600)
        query = f"SELECT name, state_name FROM flow_run WHERE {where} ORDER BY created"  # noqa: S608
        rows = connection.execute(query).fetchall()
        connection.close()
        return rows

    def find_part(self, pattern: str) -> int | None:
        """The process id of a part, by its name or its command line."""
        found = list_processes(self.place).items()
        return next((number for number, line in found if re.search(pattern, line)), None)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=600)


@contextmanager
def start_system(root: Path, **environment: str) -> Iterator[RunningSystem]:
    """Start one, wait until it is well, and leave nothing of it running."""
    place = Place(root)
    ports = {name: str(find_free_port()) for name in ("BATON_WEB_PORT", "BATON_PREFECT_PORT")}
    log = (root / "up.log").open("w", encoding="utf-8")
    process = place.start("up", "--json", before=OPEN, stderr=log, **(ports | environment))
    try:
        line = process.stdout.readline() if process.stdout else ""
        assert line, (root / "up.log").read_text(encoding="utf-8")
        yield RunningSystem(place, process, json.loads(line))
    finally:
        _leave_nothing(place, process)
        log.close()


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 600.0) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.1)


def _leave_nothing(place: Place, process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=600)
        except subprocess.TimeoutExpired:
            process.kill()
    for number in list_processes(place):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
