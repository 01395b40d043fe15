"""Tending: what 1,000 waiting handovers cost each time `tend` looks after them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from models.acting import Actor, Role
from models.case_file import CaseFile, PersonEntry, PostEntry, ReceiverEntry
from models.words import DepartureKind
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.store import Store, open_store

HANDOVERS = 1_000
_HR = PersonEntry(name="Human Resources", email="hr@example.org")
_MANAGER = PersonEntry(name="Manager", email="manager@example.org")


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield how long opening and tending takes, in a process of its own."""
    data = folder / "tending"
    command = [sys.executable, "-m", "bench.tending", str(data)]
    ended = subprocess.run(
        command, env=os.environ | {"BATON_DATA": str(data)}, capture_output=True, check=True
    )
    for line in ended.stdout.decode().splitlines():
        what, _, number = line.partition("\t")
        yield what, number


def start_many(store: Store, folder: Path, count: int) -> None:
    """Open this many handovers, whose last working days lie over two months to come."""
    now = datetime.now(UTC)
    with store.write() as session:
        add_staff(session, _HR, Role.hr)
        hr = find_actor(session, _HR.email)
    for number in range(count):
        _start(store, hr, _make_case(number, now.date()), folder)


def _start(store: Store, hr: Actor, case: CaseFile, folder: Path) -> None:
    now = datetime.now(UTC)
    given = CaseInput(case=case, folder=folder, opened_at=now)
    with store.write() as session:
        start_handover(session, hr, given, now)


def _make_case(number: int, today: date) -> CaseFile:
    return CaseFile(
        format="baton-case/1",
        leaver=PersonEntry(name=f"Leaver {number}", email=f"leaver-{number}@example.org"),
        post=PostEntry(title=f"Post {number}"),
        kind=DepartureKind.resignation,
        notice_on=today,
        last_working_on=today + timedelta(days=20 + number % 60),
        manager=_MANAGER,
        receiver=ReceiverEntry(name=f"Heir {number}", email=f"heir-{number}@example.org"),
    )


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}\t{time.monotonic() - began:.2f} s")


def main(folder: Path) -> None:
    """Open the handovers and tend them twice; print a line for each."""
    from flows.tending import STEPS  # noqa: PLC0415 - loads Prefect, which is not timed
    from tasks import sending  # noqa: PLC0415 - as above
    from tasks.workplace import get_settings  # noqa: PLC0415 - as above

    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(get_settings().database_url)
    many = f"{HANDOVERS:,}"
    with _timed(f"opening and planning {many} handovers"):
        start_many(store, folder, HANDOVERS)
    for turn in ("first", "next"):
        with _timed(f"`tend` over {many} waiting handovers, {turn} time"):
            for step in STEPS:
                # Prefect, which runs are asked for of, is not part of this measurement.
                if step is not sending.ask_for_runs:
                    step.fn()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
