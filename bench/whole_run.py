"""Whole run: `baton demo` from the command to the bag, split by step; with and without Prefect."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.machine import Run, run_command

_BATON = str(Path(sys.executable).with_name("baton"))


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a first and a second run of the example."""
    data = {"BATON_DATA": str(folder / "data")}
    first = run_command([_BATON, "demo", "--out", str(folder / "first")], data)
    yield "`baton demo`, first run on a new data folder", f"{first.seconds:.1f} s"
    yield "its peak memory, all processes", f"{first.peak_mb:.0f} MB"
    yield from _split(first)
    second = run_command([_BATON, "demo", "--out", str(folder / "second")], data)
    yield "`baton demo` again, nothing changed", f"{second.seconds:.1f} s"
    plain = {"BATON_DATA": str(folder / "plain")}
    bare = run_command([sys.executable, "-m", "bench.without_prefect", str(folder)], plain)
    yield "the same steps without Prefect, new data folder", f"{bare.seconds:.1f} s"
    yield "Prefect's own overhead (difference)", f"{first.seconds - bare.seconds:.1f} s"


def _split(run: Run) -> Iterator[tuple[str, str]]:
    began = 0.0
    for second, line in run.lines:
        yield f"– {line.partition(':')[0].lower()}", f"{second - began:.1f} s"
        began = second
