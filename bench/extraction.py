"""Extraction: how fast files are read in the sandbox, with one worker and with two.

BATON_BENCH_FILES names a folder of other files to read; default: the example's drive.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import examples
from services.harvest.source_readers import extract_contents, open_sandbox

_ROUNDS = 5


def measure(_folder: Path) -> Iterator[tuple[str, str]]:
    """Yield files and megabytes a second."""
    example = Path(examples.__file__).parent / "dakar" / "drive"
    root = Path(os.environ.get("BATON_BENCH_FILES", example))
    files = sorted(path for path in root.rglob("*") if path.is_file())
    rounds = _ROUNDS if root == example else 1
    jobs = {f"{turn}-{number}": path for turn in range(rounds) for number, path in enumerate(files)}
    megabytes = sum(path.stat().st_size for path in jobs.values()) / 1e6
    for workers in (1, 2):
        with open_sandbox(workers=workers) as sandbox:
            # Importing the parsers is paid once for each warm parent, not for each file.
            list(extract_contents(sandbox, {"warm": files[0]}))
            began = time.monotonic()
            read = list(extract_contents(sandbox, jobs))
            seconds = time.monotonic() - began
        text = sum(1 for one in read if one.text.strip())
        yield (
            f"extraction, {len(jobs)} files, {workers} worker(s)",
            f"{len(jobs) / seconds:.0f} files/s, {megabytes / seconds:.1f} MB/s, {text} with text",
        )
