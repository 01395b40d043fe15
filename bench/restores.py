"""Restores: backups and restores of an installation that are killed at random moments."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from models.errors import InvalidInputError
from services.backups import check_backup

KILLS = 20
"""Of backups, and as many of restores."""
_BATON = str(Path(sys.executable).with_name("baton"))
_HR = "hr@example.org"
_MOST_TRIES, _WAIT_SECONDS = 60, 1.0
_LATER = "later@example.org"
"""Somebody who came after the backup."""


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what became of an installation whose backups and restores were killed."""
    environment = os.environ | {"BATON_DATA": str(folder / "restores")}
    _run(environment, "staff", "add", _HR, "--name", "Human Resources", "--role", "hr")
    files = folder / "restores" / "bags" / "HO-2026-0001"
    files.mkdir(parents=True)
    for number in range(200):
        (files / f"{number}.bin").write_bytes(os.urandom(50_000))
    yield from measure_on(environment, folder / "backups")


def measure_on(environment: Mapping[str, str], backups: Path) -> Iterator[tuple[str, str]]:
    """Yield the same of the installation that the environment names; nothing else runs on it."""
    seconds = _time(environment, "backup", str(backups))
    (whole,) = backups.iterdir()
    for _ in range(KILLS):
        _kill(environment, seconds, "backup", str(backups))
    found = Counter(_is_whole(one) for one in backups.iterdir() if not one.name.startswith("."))
    yield f"backups: {KILLS} killed; whole folders, others", f"{found[True]}; {found[False]}"
    seconds = _time_alone(environment, "restore", str(whole), "--over")
    ends: Counter[str] = Counter()
    for _ in range(KILLS):
        _run(environment, "staff", "add", _LATER, "--name", "Later", "--role", "hr")
        _kill(environment, seconds, "restore", str(whole), "--over")
        ends[_find_end(environment)] += 1
    yield (
        f"restores: {KILLS} killed; as before, as the backup, anything else",
        f"{ends['before']}; {ends['after']}; {ends['broken']}",
    )


def _find_end(environment: Mapping[str, str]) -> str:
    """Return how the next command finds the installation."""
    try:
        _run(environment, "audit", "verify")
        listed = _run(environment, "staff", "list")
    except subprocess.CalledProcessError:
        return "broken"
    if _HR not in listed or (Path(environment["BATON_DATA"]) / "restore.journal").exists():
        return "broken"
    return "before" if _LATER in listed else "after"


def _is_whole(folder: Path) -> bool:
    try:
        check_backup(folder)
    except InvalidInputError:
        return False
    return True


def _time(environment: Mapping[str, str], *words: str) -> float:
    began = time.monotonic()
    _run(environment, *words)
    return time.monotonic() - began


def _time_alone(environment: Mapping[str, str], *words: str) -> float:
    """Time a command that is refused while somebody works: a dump may outlive a killed backup."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return _time(environment, *words)
        except subprocess.CalledProcessError:
            time.sleep(_WAIT_SECONDS)
    return _time(environment, *words)


def _kill(environment: Mapping[str, str], seconds: float, *words: str) -> None:
    """Start a command, and kill it within about the time that it takes."""
    with subprocess.Popen(
        [_BATON, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            # Not seeded: each measurement finds other moments.
            process.wait(random.uniform(0.0, seconds * 1.2))  # noqa: S311 - no secret
        except subprocess.TimeoutExpired:
            process.kill()


def _run(environment: Mapping[str, str], *words: str) -> str:
    ended = subprocess.run(
        [_BATON, *words], env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout
