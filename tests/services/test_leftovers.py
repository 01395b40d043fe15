"""Leftovers: only what a process of ours left is swept away."""

import os
import subprocess
import sys
from pathlib import Path

from services.leftovers import make_temporary_folder


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
