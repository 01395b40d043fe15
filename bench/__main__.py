"""`make bench`: measures, and prints the table of docs/benchmarks.md."""

import sys
import tempfile
from pathlib import Path

from bench import (
    audit,
    chaos,
    extraction,
    long_pack,
    mail,
    play,
    tending,
    waiting,
    whole_run,
)
from bench.machine import describe_machine

_PARTS = (whole_run, extraction, long_pack, tending, mail, audit, play, waiting, chaos)
"""The last ones start whole systems, and take half an hour together."""


def main() -> None:
    """Run every measurement, one after the other, and print the numbers as Markdown."""
    print(f"Machine: {describe_machine()}\n")
    print("| what | number |\n|---|---|")
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        for part in _PARTS:
            for what, number in part.measure(Path(folder)):
                print(f"| {what} | {number} |")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
