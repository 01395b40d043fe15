"""Lock: how long the one writer's lock is held at most, in the steps of a run and by an act."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from bench import without_prefect
from bench.tending import start_many
from models.record_kinds import RECORD
from services.acts.actors import find_actor
from services.acts.answering import save_answers
from services.acts.seeing import list_views
from services.handovers.answers import mask_records
from tasks.workplace import get_store, now

_LONG, _RECORDS = "password: " * 9_500, 10
"""950,000 characters, the most that a request may hold being a million."""


class _Watch:
    """Notes, for each transaction that wrote, CPU and wall time until its connection is free."""

    def __init__(self) -> None:
        self.held: list[tuple[float, float]] = []
        self._began: dict[int, tuple[float, float]] = {}
        event.listen(Engine, "begin", self._begin)
        event.listen(Pool, "checkin", self._end)

    def report(self) -> str:
        """Return the longest, and start again."""
        held, self.held = self.held, []
        cpu, wall = (max(times) * 1000 for times in zip(*held, strict=True))
        return f"{cpu:.0f} ms of CPU, {wall:.0f} ms in all ({len(held)} transactions)"

    def _begin(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("baton_reads"):
            mine = id(connection.connection.dbapi_connection)
            self._began[mine] = (time.thread_time(), time.perf_counter())

    def _end(self, connection: Any, _record: Any) -> None:
        if began := self._began.pop(id(connection), None):
            self.held.append((time.thread_time() - began[0], time.perf_counter() - began[1]))


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the longest hold in the steps of the example and of a long interview, and a wait."""
    (folder / "lock").mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "bench.lock", folder / "lock"],
        env=os.environ | {"BATON_DATA": str(folder / "lock" / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    steps, act, waited = ended.stdout.splitlines()[-3:]
    yield "the writers' lock, longest in the steps of the example", steps
    yield "the writers' lock, an interview of 0.95 MB that is slow to mask", act
    yield "the longest that another writer waited meanwhile", waited


def main(folder: Path) -> None:
    """Run the example's steps, then save a long interview; print both."""
    watch = _Watch()
    without_prefect.main(folder)
    print(watch.report())
    with _Waiting() as waiting:
        _save_long_interview(folder)
    print(watch.report())
    print(f"{waiting.longest * 1000:.0f} ms")


class _Waiting:
    """A writer who comes again and again, and notes how long it waited at most, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._is_over.wait(0.02):
            begin = time.perf_counter()
            with get_store().write() as session:
                session.connection()
                self.longest = max(self.longest, time.perf_counter() - begin)


def _save_long_interview(folder: Path) -> None:
    start_many(get_store(), folder, 1)
    with get_store().read() as session:
        leaver = find_actor(session, "leaver-0@example.org")
        (view,) = list_views(session, leaver, now().date()).handovers
    tip = RECORD.validate_python({"kind": "tip", "title": "Codes", "body": _LONG})
    records = mask_records([tip] * _RECORDS)
    with get_store().write() as session:
        save_answers(session, leaver, view.reference, records, now())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
