"""Audit: how fast four processes append to one chain, and how fast it is read through."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import NOT_THERE, lend_postgresql
from services.audit import append_event, verify_chain
from services.store import Store, open_store

PROCESSES, EVENTS = 4, 100_000


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what appending and verifying costs on each database that can be had here."""
    yield from _measure_one("SQLite", f"sqlite:///{folder}/audit/baton.db")
    with lend_postgresql() as url:
        if url is None:
            yield "audit on PostgreSQL", NOT_THERE
        else:
            yield from _measure_one("PostgreSQL", url)


def _measure_one(name: str, url: str) -> Iterator[tuple[str, str]]:
    open_store(url)
    began = time.monotonic()
    _append_all(url)
    seconds = time.monotonic() - began
    what = f"{EVENTS:,} audit events by {PROCESSES} processes, a transaction each, {name}"
    yield what, f"{EVENTS / seconds:,.0f} a second"
    began = time.monotonic()
    with open_store(url).read() as session:
        report = verify_chain(session)
    if (report.events, report.fault) != (EVENTS, None):
        raise RuntimeError(f"the chain of {name} does not hold: {report}")
    yield f"verifying {EVENTS:,} audit events, {name}", f"{time.monotonic() - began:.1f} s"


def _append_all(url: str) -> None:
    command = [sys.executable, "-m", "bench.audit", url, str(EVENTS // PROCESSES)]
    writers = [subprocess.Popen(command) for _ in range(PROCESSES)]
    codes = [writer.wait() for writer in writers]
    if any(codes):
        raise RuntimeError("a writer failed: its last lines above say why")


def _append(store: Store, count: int) -> None:
    actor = f"process {os.getpid()}"
    for number in range(count):
        with store.write() as session:
            append_event(session, datetime.now(UTC), actor, f"act {number}", "HO-2026-0001")


if __name__ == "__main__":
    _append(open_store(sys.argv[1]), int(sys.argv[2]))
