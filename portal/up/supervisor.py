"""Supervisor: starts the parts in order, restarts a part that dies or hangs, and stops all."""

import functools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.errors import HandoverError, TemporaryError
from portal.up.kinship import end_with_parent
from portal.up.log import Log
from portal.up.parts import Part

START_SECONDS = 120.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.2
_PAUSES = (0.5, 2.0, 5.0, 15.0, 30.0)
"""Seconds before a part that keeps dying is started again."""
_WELL_DEATHS = 2
"""At most this many deaths count for a part that was well in between: it can start."""
_WAIT_SECONDS = 1.0
_STEADY_SECONDS = 60.0
"""After this time without a death the pauses begin again with the shortest."""


@dataclass
class _Running:
    """A part and its process."""

    part: Part
    process: "subprocess.Popen[str]"
    began: float = field(default_factory=time.monotonic)
    was_well: bool = False
    answered_at: float = field(default_factory=time.monotonic)
    asked_again_at: float = 0.0
    deaths: int = 0
    starts_again_at: float | None = None
    is_waiting: bool = False
    """For another part, without which it cannot start."""


class Supervisor:
    """Watches over the parts of one installation.

    Args:
        log: where it says what happens.
        hang_seconds: for how long a part may give no answer before it is killed and restarted.
    """

    def __init__(self, log: Log, hang_seconds: float = 120.0) -> None:
        self._log = log
        self._hang_seconds = hang_seconds
        self._running: list[_Running] = []
        self._is_stopping = threading.Event()

    @property
    def is_stopping(self) -> bool:
        """Return whether the system was asked to stop."""
        return self._is_stopping.is_set()

    def start(self, *parts: Part) -> None:
        """Start parts that do not need each other, and wait until all are well.

        Raises:
            TemporaryError: one ended, or was not well in time.
        """
        starting = [_Running(part, self._spawn(part)) for part in parts]
        self._running += starting
        for running in starting:
            self._wait_for(running)

    def watch(self) -> None:
        """Restart what dies, until the system is stopped."""
        while not self._is_stopping.wait(_LOOK_SECONDS):
            for running in self._running:
                self._look_at(running)

    def ask_to_stop(self, *_: object) -> None:
        """End `start` and `watch`; may be called from a signal."""
        self._is_stopping.set()

    def stop(self) -> None:
        """Stop all parts, the last started first, so that each can still reach the others."""
        self._is_stopping.set()
        for running in reversed(self._running):
            _send(running.process, signal.SIGTERM)
            try:
                running.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._log.say("baton", f"{running.part.name} does not stop: killed")
            # Also child processes that a part has left behind.
            _send(running.process, signal.SIGKILL)
            running.process.wait()

    def get_pids(self) -> dict[str, int]:
        """Return the process ids of the parts by name."""
        return {running.part.name: running.process.pid for running in self._running}

    def _wait_for(self, running: _Running) -> None:
        part = running.part
        while not part.is_well():
            if self.is_stopping:
                return
            if running.process.poll() is not None:
                self._log.tell_last(part.name)
                raise TemporaryError(
                    f"{part.name} ended with {running.process.returncode} before it was well: "
                    "its last lines above say why."
                )
            if time.monotonic() - running.began > START_SECONDS:
                raise TemporaryError(
                    f"{part.name} was not well after {START_SECONDS:.0f} s: check the load of "
                    "this machine, then start again."
                )
            self._is_stopping.wait(_LOOK_SECONDS)
        self._find_well(running, time.monotonic())

    def _find_well(self, running: _Running, now: float) -> None:
        if not running.was_well:
            seconds = now - running.began
            self._log.say("baton", f"{running.part.name} is well after {seconds:.1f} s")
        running.was_well, running.answered_at = True, now

    def _look_at(self, running: _Running) -> None:
        if running.process.poll() is None:
            self._probe(running, time.monotonic())
        elif running.starts_again_at is None:
            self._plan_restart(running, time.monotonic())
        elif time.monotonic() >= running.starts_again_at:
            self._restart(running)

    def _probe(self, running: _Running, now: float) -> None:
        if now < running.asked_again_at:
            return
        if running.part.is_well():
            self._find_well(running, now)
            running.asked_again_at = now + self._hang_seconds / 12
            return
        running.asked_again_at = now + _WAIT_SECONDS
        if now - running.answered_at > self._hang_seconds:
            self._log.say("baton", f"{running.part.name} no longer answers: killed")
            _send(running.process, signal.SIGKILL)

    def _plan_restart(self, running: _Running, now: float) -> None:
        if now - running.began > _STEADY_SECONDS:
            running.deaths = 0
        most = _WELL_DEATHS if running.was_well else len(_PAUSES) - 1
        running.deaths = min(running.deaths, most)
        pause = _PAUSES[running.deaths]
        running.deaths += 1
        running.starts_again_at = now + pause
        code = running.process.returncode
        self._log.say("baton", f"{running.part.name} died ({code}): starts again in {pause:g} s")

    def _restart(self, running: _Running) -> None:
        try:
            running.part.prepare()
        except HandoverError as error:
            # What it needs is down too, and is being restarted.
            if not running.is_waiting:
                self._log.say("baton", f"{running.part.name} waits: {error}")
            running.is_waiting = True
            running.starts_again_at = time.monotonic() + _WAIT_SECONDS
            return
        running.starts_again_at, running.is_waiting = None, False
        running.process, running.began = self._spawn(running.part), time.monotonic()
        running.was_well, running.answered_at, running.asked_again_at = False, running.began, 0.0

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
            preexec_fn=functools.partial(  # noqa: PLW1509 - it makes one call to the kernel
                end_with_parent, os.getpid()
            ),
        )
        self._log.follow(part.name, process)
        return process


def _send(process: "subprocess.Popen[str]", number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def stop_on_signals(supervisor: Supervisor, numbers: Sequence[signal.Signals]) -> None:
    """Let these signals stop the system."""
    for number in numbers:
        signal.signal(number, supervisor.ask_to_stop)
