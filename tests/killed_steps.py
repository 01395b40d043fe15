"""Killed steps: does something in a process that ends before a chosen change of the disk."""

import os
import sys
from collections.abc import Callable
from typing import Any

KILLED, FAILED = 9, 1
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.move"}
"""What Python reports before it changes a disk, besides files that are opened for writing."""


def kill_at(step: int, passed: list[int]) -> Callable[[str, tuple[Any, ...]], None]:
    """Return what ends this process, as SIGKILL would, before it changes the disk this often.

    `passed` holds at any time how many steps came before.
    """

    def look(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and given[2] and given[2] & (os.O_WRONLY | os.O_RDWR)
        if event in CHANGES or writes or event == "sqlite3.connect":
            passed[0] += 1
            if passed[0] == step:
                os._exit(KILLED)

    return look


def do_until(step: int, work: Callable[[], object]) -> int:
    """Do something in a process of its own that is killed at this step.

    Returns:
        0 where it was; otherwise how many steps it took to the end.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        passed = [0]
        sys.addaudithook(kill_at(step, passed))
        try:
            work()
            os.write(writing, str(passed[0]).encode())
            os._exit(0)
        finally:
            os._exit(FAILED)
    os.close(writing)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED)
    with os.fdopen(reading) as said:
        return int(said.read() or 0)
