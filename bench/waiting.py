"""Waiting: a system with 1,000 waiting handovers: its memory, and how soon an act goes on."""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from bench.machine import measure_mb
from bench.system import System, run_system, wait_for
from bench.tending import start_many
from models.handover import Handover
from models.outbox import OutboxEntry, SystemMark
from models.states import HandoverState
from services.acts.traces import ask_for_run
from services.settings import Settings
from services.store import Store, open_store

HANDOVERS, ACTS = 1_000, 15


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield memory, the first `tend`, and the time from an act to the first line of its run."""
    data = folder / "waiting"
    data.mkdir(parents=True)
    store = open_store(Settings(data=data).database_url)
    start_many(store, data, HANDOVERS)
    _take_runs_for_granted(store)
    # A day on: whatever was written today is due.
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    with run_system(data, tomorrow.isoformat()) as system:
        time.sleep(20)  # Let it come to rest.
        yield f"memory of all processes, {HANDOVERS:,} waiting", f"{system.measure_mb():.0f} MB"
        yield "– of which the part that takes most", _find_largest(system)
        seconds = [_measure_act(system, store, number) for number in range(ACTS)]
        median, worst = statistics.median(seconds), max(seconds)
        yield "from an act to the first line of its run, median", f"{median:.1f} s"
        yield f"– the slowest of {ACTS}", f"{worst:.1f} s"
    store.close()


def _take_runs_for_granted(store: Store) -> None:
    """Let the handovers wait as if their first runs had been: a thousand runs take an hour."""
    with store.write() as session:
        now = datetime.now(UTC)
        for handover in session.exec(select(Handover)):
            # As far as its first run would have carried it, so that none counts as lost.
            handover.state = HandoverState.harvested
            session.add(handover)
        for entry in session.exec(select(OutboxEntry)):
            entry.sent_at = now
            session.add(entry)
        session.add(SystemMark(name="bench", at=now))


def _find_largest(system: System) -> str:
    sizes = {line[:60]: measure_mb(n) for n, line in system.list_processes().items()}
    name, size = max(sizes.items(), key=lambda one: one[1])
    return f"{size:.0f} MB ({name.rpartition('/')[2]})"


def _measure_act(system: System, store: Store, number: int) -> float:
    with store.write() as session:
        query = select(Handover).order_by(col(Handover.id)).offset(number).limit(1)
        handover = session.exec(query).one()
        acted_at = datetime.now(UTC)
        ask_for_run(session, handover, acted_at)
        reference = handover.reference

    started_at = wait_for(lambda: system.find_start(reference), 120)
    return (started_at - acted_at).total_seconds()
