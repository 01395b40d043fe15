"""`make bench`: measures, and prints the table of docs/benchmarks.md."""

import sys
import tempfile
from pathlib import Path
from types import ModuleType

from bench import (
    audit,
    chaos,
    extraction,
    lock,
    long_pack,
    mail,
    masking,
    play,
    steps,
    tending,
    waiting,
    whole_run,
)
from bench.databases import NOT_THERE, lend_postgresql
from bench.machine import describe_machine

_PARTS = (whole_run, extraction, long_pack, mail, audit, masking, lock)
_SYSTEM = (tending, steps, play, waiting, chaos)
"""On SQLite and on PostgreSQL. The last ones start whole systems, and take an hour together."""


def main() -> None:
    """Run every measurement, one after the other, and print the numbers as Markdown."""
    print(f"Machine: {describe_machine()}\n")
    print("| what | number |\n|---|---|")
    for part in (*_PARTS, *_SYSTEM):
        _run(part)
    for part in _SYSTEM:
        # Each has a database of its own, as each has a folder of its own.
        with lend_postgresql() as url:
            if url is None:
                _print("the running system on PostgreSQL", NOT_THERE)
                return
            _run(part, where=", PostgreSQL")


def _run(part: ModuleType, where: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        for what, number in part.measure(Path(folder)):
            _print(what + where, number)


def _print(what: str, number: str) -> None:
    print(f"| {what} | {number} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
