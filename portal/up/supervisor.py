"""Supervisor: starts the parts in order, restarts one that dies, and stops all of them cleanly."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.errors import TemporaryError
from portal.up.log import Log
from portal.up.parts import Part

START_SECONDS = 120.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.2
_PAUSES = (0.5, 2.0, 5.0, 15.0, 30.0)
"""Seconds before a part that keeps dying is started again."""
_STEADY_SECONDS = 60.0
"""A part that has lived so long may die again without a longer pause."""
_PR_SET_PDEATHSIG = 1


@dataclass
class _Running:
    """A part and its process."""

    part: Part
    process: "subprocess.Popen[str]"
    began: float = field(default_factory=time.monotonic)
    deaths: int = 0
    starts_again_at: float | None = None


class Supervisor:
    """Watches over the parts of one installation."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._running: list[_Running] = []
        self._is_stopping = threading.Event()

    def start(self, part: Part) -> None:
        """Start a part and wait until it is well.

        Raises:
            TemporaryError: it ended, or was not well in time.
        """
        began = time.monotonic()
        running = _Running(part, self._spawn(part))
        self._running.append(running)
        while not part.is_well():
            if self._is_stopping.is_set():
                return
            if running.process.poll() is not None:
                raise TemporaryError(
                    f"{part.name} ended with {running.process.returncode} before it was well: "
                    "its last lines above say why."
                )
            if time.monotonic() - began > START_SECONDS:
                raise TemporaryError(
                    f"{part.name} was not well after {START_SECONDS:.0f} s: look at the load of "
                    "this machine, then start again."
                )
            self._is_stopping.wait(_LOOK_SECONDS)
        self._log.say("baton", f"{part.name} is well after {time.monotonic() - began:.1f} s")

    def watch(self) -> None:
        """Restart what dies, until somebody stops the system."""
        while not self._is_stopping.wait(_LOOK_SECONDS):
            for running in self._running:
                self._look_at(running)

    def ask_to_stop(self, *_: object) -> None:
        """End `start` and `watch`; may be called from a signal."""
        self._is_stopping.set()

    def stop(self) -> None:
        """Stop all parts, the last started first; kill what does not go."""
        self._is_stopping.set()
        for running in reversed(self._running):
            _send(running.process, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for running in reversed(self._running):
            try:
                running.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._log.say("baton", f"{running.part.name} does not stop: killed")
            # Also what a part has left behind, such as the flows of a worker that was killed.
            _send(running.process, signal.SIGKILL)
            running.process.wait()

    def get_pids(self) -> dict[str, int]:
        """Return the process ids of the parts by name."""
        return {running.part.name: running.process.pid for running in self._running}

    def _look_at(self, running: _Running) -> None:
        if running.process.poll() is None:
            return
        now = time.monotonic()
        if running.starts_again_at is None:
            if now - running.began > _STEADY_SECONDS:
                running.deaths = 0
            pause = _PAUSES[min(running.deaths, len(_PAUSES) - 1)]
            running.deaths += 1
            running.starts_again_at = now + pause
            code = running.process.returncode
            self._log.say(
                "baton", f"{running.part.name} died ({code}): starts again in {pause:g} s"
            )
        elif now >= running.starts_again_at:
            running.starts_again_at = None
            running.process, running.began = self._spawn(running.part), now

    def _spawn(self, part: Part) -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603 - our own commands
            part.command,
            env=dict(part.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            # Ctrl-C in a terminal is for us: we stop the parts in their order.
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - we fork before any lock is held
        )
        self._log.follow(part.name, process)
        return process


def _end_with_parent() -> None:
    """Let the kernel end a part whose supervisor was killed; elsewhere than on Linux it stays."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _send(process: "subprocess.Popen[str]", number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def stop_on_signals(supervisor: Supervisor, numbers: Sequence[signal.Signals]) -> None:
    """Let these signals stop the system."""
    for number in numbers:
        signal.signal(number, supervisor.ask_to_stop)
