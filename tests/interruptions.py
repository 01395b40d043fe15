"""Interruptions: ends a running `baton` at a moment known by what it said or left behind."""

import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands import Ended, Place, list_processes

from services.bags import verify_bag

Moment = Callable[[Place, str], bool]
"""Whether the moment has come, from what the command said so far and left on the disk."""

Interruption = Callable[[int], None]
"""What is done to the process of this number."""

PATIENCE_SECONDS = 300.0


def has_said(words: str) -> Moment:
    return lambda _, said: words in said


def has_made(pattern: str) -> Moment:
    return lambda place, _: any(place.root.glob(pattern))


def has_started(words: str) -> Moment:
    return lambda place, _: any(words in one for one in list_processes(place).values())


def is_both(one: Moment, other: Moment) -> Moment:
    return lambda place, said: one(place, said) and other(place, said)


def kill_alone(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def kill_group(number: int) -> None:
    os.killpg(number, signal.SIGKILL)


def press_ctrl_c(number: int) -> None:
    """A terminal gives it to all processes in its foreground."""
    os.killpg(number, signal.SIGINT)


def run_until(
    place: Place,
    arguments: list[object],
    moment: Moment,
    interrupt: Interruption,
    **started: Any,
) -> Ended:
    """Run, interrupt at the moment, wait for the end; if the moment never came, just run.

    `started` is what `Place.start` takes besides.
    """
    said = b""
    with place.start(*arguments, **started) as process:
        assert process.stderr
        began = time.monotonic()
        while process.poll() is None and not moment(place, said.decode(errors="replace")):
            # Who looks leaves nine tenths of the time to who is looked at.
            pause = max(9 * (time.monotonic() - began), 0.002)
            if select.select([process.stderr], [], [], pause)[0]:
                said += os.read(process.stderr.fileno(), 65536)
            began = time.monotonic()
        if process.poll() is None:
            interrupt(process.pid)
        out, err = process.communicate()
    return Ended(process.returncode, out, said.decode() + err)


def check_no_process_stays(place: Place) -> None:
    """Children notice by themselves that their parent is gone; they have a moment for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := list_processes(place)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == {}


def check_no_half_bag(out: Path) -> None:
    for bag in out.glob("[!.]*"):
        assert verify_bag(bag) == ()
