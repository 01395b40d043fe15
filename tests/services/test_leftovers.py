"""Leftovers: only what a process of ours left is swept away."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.leftovers import make_temporary_folder, remove_old_files


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"press-{ended.pid}-abc"
    left.mkdir()
    made = make_temporary_folder(tmp_path, "press")
    assert made.is_dir()
    assert not left.exists()


def test_what_somebody_else_put_there_stays(tmp_path: Path) -> None:
    others = [tmp_path / "press-release", tmp_path / f"press-{os.getpid()}-mine"]
    for other in others:
        other.mkdir()
    make_temporary_folder(tmp_path, "press")
    assert all(other.is_dir() for other in others)


def test_files_that_are_old_go_and_new_ones_stay(tmp_path: Path) -> None:
    for name, days in (("old.txt", 91), ("new.txt", 1)):
        path = tmp_path / name
        path.write_text("why a step failed", encoding="utf-8")
        at = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
    assert remove_old_files(tmp_path, datetime.now(UTC) - timedelta(days=90)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new.txt"]
    assert remove_old_files(tmp_path / "not there", datetime.now(UTC)) == 0
