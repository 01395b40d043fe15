"""Machine: what a measurement was made on, and what a tree of processes takes of it."""

import os
import platform
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Run:
    """How a command went. `lines` are those of stderr with the second at which they came."""

    seconds: float
    peak_mb: float
    lines: tuple[tuple[float, str], ...]


def describe_machine() -> str:
    """Return processor, cores, system and Python in one line."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    model = models[0] if models else platform.machine()
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command and return its time, its lines, and the peak memory of its process tree.

    Memory is the sum of proportional set sizes: what processes share is counted once.
    """
    began = time.monotonic()
    lines: list[tuple[float, str]] = []
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        peak = _Peak(process.pid)
        peak.start()
        lines.extend((time.monotonic() - began, line.rstrip()) for line in process.stderr or ())
        code = process.wait()
        seconds = time.monotonic() - began
        peak.is_over.set()
        peak.join()
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {lines[-3:]}")
    return Run(seconds, peak.peak_kb / 1024, tuple(lines))


class _Peak(threading.Thread):
    """Looks at the memory of a process and all below it now and then."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak_kb = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        """Look until it is over."""
        while not self.is_over.wait(_PAUSE_SECONDS):
            self.peak_kb = max(self.peak_kb, sum(map(_measure_kb, _list_tree(self._pid))))


def _list_tree(pid: int) -> list[int]:
    tree = [pid]
    for one in tree:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                tree += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return tree


def measure_mb(pid: int) -> float:
    """Return the memory of one process in MB; what it shares counts in part."""
    return _measure_kb(pid) / 1024


def _measure_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0)
