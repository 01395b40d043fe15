"""Sandbox: where work that may hang, bomb or crash is done, in child processes with limits."""

import os
import queue
import select
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from models.errors import TemporaryError
from services.isolation.sandbox_protocol import (
    BUSY,
    FailureKind,
    Limits,
    SandboxFailure,
    read_answer,
    receive_frame,
    send_frame,
)
from services.leftovers import make_temporary_folder

_GRACE_SECONDS = 60.0
"""How much longer than a job's own limit its parent may be silent."""
_START_SECONDS = 300.0
_TRIES = 2
"""How often a job runs that only the wall clock ended: this machine may be less busy by then."""
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "PYTHONHASHSEED")


class Sandbox:
    """Warm parents, each of which forks one child a job; use it as a context manager.

    A job is named "package.module:function"; it gets and returns what JSON can hold. Parents
    import the modules of `preload` once. They are started when they are first needed, or early by
    `start`. `folder` is where their temporary homes are made; default: the system's
    folder for temporary files. `environment` are variables that they get besides the few that every
    program needs.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        *,
        limits: Limits | None = None,
        workers: int = 2,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
        self._environment = dict(environment or {})
        self._limits = limits or Limits()
        self._preload = list(preload)
        self._workers = workers
        self._free: queue.LifoQueue[_Parent | None] = queue.LifoQueue()
        # Last in, first out: one job after another needs one parent only.
        for _ in range(workers):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _ in range(self._workers):
            parent = self._free.get()
            if parent is not None:
                parent.stop()

    def grow(self) -> "Sandbox":
        """Return the same sandbox, with the limits of a second try."""
        grown = copy(self)
        grown._limits = self._limits.grow()
        return grown

    @property
    def limits(self) -> Limits:
        """What a job may cost that says nothing else."""
        return self._limits

    def start(self) -> None:
        """Start one parent now, so that it is warm when the first job comes; does not wait."""
        parent = self._free.get()
        self._free.put(parent or self._make_parent())

    def run(
        self, job: str, *args: Any, limits: Limits | None = None, **named: Any
    ) -> Any | SandboxFailure:
        """Run the job with these arguments; return its result, or why there is none.

        `limits` hold for this job instead of those of the sandbox.

        Raises:
            TemporaryError: No parent could be started on this machine.
        """
        within = limits or self._limits
        request = {"job": job, "args": args, "named": named, "limits": asdict(within)}
        answer: Any | SandboxFailure = BUSY
        for _ in range(_TRIES):
            with self._borrow_parent() as parent:
                answer = parent.ask(request, within.wall_seconds + _GRACE_SECONDS)
            if not (isinstance(answer, SandboxFailure) and answer.kind is FailureKind.busy):
                break
        return answer

    def run_many(
        self, job: str, paths: Iterable[str], **args: Any
    ) -> Iterator[tuple[str, Any | SandboxFailure]]:
        """Run the job on each path, with all workers at once; yield in the order of the paths.

        Few results are held at a time, however many paths there are.

        Raises:
            TemporaryError: No parent could be started on this machine.
        """
        waiting: deque[tuple[str, Future[Any]]] = deque()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="sandbox") as threads:
            for path in paths:
                waiting.append((path, threads.submit(self.run, job, path, **args)))
                if len(waiting) >= self._workers * 4:
                    first, answer = waiting.popleft()
                    yield first, answer.result()
            for first, answer in waiting:
                yield first, answer.result()

    @contextmanager
    def _borrow_parent(self) -> Iterator["_Parent"]:
        parent = self._free.get()
        try:
            if parent is None or not parent.is_alive():
                parent = self._make_parent()
            yield parent
        finally:
            self._free.put(parent)

    def _make_parent(self) -> "_Parent":
        return _Parent(self._preload, self._folder, self._environment)


class _Parent:
    """One warm parent process and the two pipes to it."""

    def __init__(self, preload: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._home = os.path.realpath(make_temporary_folder(folder, "baton-sandbox"))
        self._is_ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.isolation.sandbox_parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_make_environment(self._home), **environment},
            # Ctrl-C in a terminal is for the main process; parents end when their input does.
            start_new_session=True,
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._send({"home": self._home, "preload": preload})

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], patience_seconds: float) -> Any | SandboxFailure:
        """Return the result of the request, or why there is none; a parent that died is stopped.

        Raises:
            TemporaryError: The parent could not start.
        """
        self._await_start()
        self._send(request)
        if not self._has_answer(patience_seconds):
            self.stop()
            return BUSY
        answer = self._receive()
        if answer is None:
            self.stop()
            reason = "made the process that reads files end"
            return SandboxFailure(reason, FailureKind.crash)
        return read_answer(answer)

    def stop(self) -> None:
        """End the process, and its child with it."""
        with suppress(BrokenPipeError):
            self._requests.close()
        if not self._is_ready:
            # It would notice only after all its imports.
            self._process.kill()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _await_start(self) -> None:
        if self._is_ready:
            return
        answer = self._receive() if self._has_answer(_START_SECONDS) else None
        self._is_ready = answer is not None and answer["ready"]
        if not self._is_ready:
            self.stop()
            told = answer["failure"] if answer else "it ended at once"
            raise TemporaryError(f"A child process could not be started: {told}.")

    def _send(self, message: Any) -> None:
        # A parent that is gone gives no answer, which is noticed when it is awaited.
        with suppress(BrokenPipeError):
            send_frame(self._requests, message)

    def _receive(self) -> Any | None:
        return receive_frame(self._answers)

    def _has_answer(self, patience_seconds: float) -> bool:
        """Wait for an answer, or for the end of the parent; False when it stays silent."""
        poll = select.poll()
        poll.register(self._answers)
        return bool(poll.poll(patience_seconds * 1000))


def _make_environment(home: str) -> dict[str, str]:
    """Return the few variables that a parent needs; no secret of this process is in them."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    places = [place or os.getcwd() for place in sys.path]  # noqa: PTH109 - a text is wanted
    return kept | {
        "HOME": home,
        "TMPDIR": home,
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
    }
