"""Sandbox: where files that may hang, bomb or crash their parser are read."""

import os
import queue
import select
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from models.errors import TemporaryError
from services.isolation.sandbox_protocol import Limits, receive_frame, send_frame
from services.leftovers import make_temporary_folder

_GRACE_SECONDS = 15.0
"""How much longer than a job's own limit its parent may be silent before it counts as dead."""
_START_SECONDS = 60.0


@dataclass(frozen=True)
class SandboxFailure:
    """Why a job gave no result, as the end of a sentence: "took longer than 30 s"."""

    reason: str


class Sandbox:
    """Warm parents, each of which forks one child a job; use it as a context manager.

    A job is named "package.module:function"; it is called with the path and the keyword
    arguments, and returns what JSON can hold. Parents are started when they are first needed.
    `folder` is where their temporary homes are made; default: the system's place for such.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        *,
        limits: Limits | None = None,
        workers: int = 2,
        folder: Path | None = None,
    ) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
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

    def run(self, job: str, path: str, **args: Any) -> Any | SandboxFailure:
        """Run the job on the file; return its result, or why there is none.

        Raises:
            TemporaryError: No parent could be started on this machine.
        """
        with self._borrow_parent() as parent:
            return parent.ask({"job": job, "path": path, "args": args})

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
                parent = _Parent(self._preload, self._limits, self._folder)
            yield parent
        finally:
            self._free.put(parent)


class _Parent:
    """One warm parent process and the two pipes to it."""

    def __init__(self, preload: list[str], limits: Limits, folder: Path) -> None:
        self._silence_seconds = limits.wall_seconds + _GRACE_SECONDS
        self._home = os.path.realpath(make_temporary_folder(folder, "baton-sandbox"))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.isolation.sandbox_parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_make_environment(self._home),
            # Ctrl-C in a terminal is for the main process; parents end when their input does.
            start_new_session=True,
        )
        start = {"home": self._home, "preload": preload, "limits": asdict(limits)}
        answer = self._exchange(start, _START_SECONDS)
        if answer is None or not answer["ready"]:
            self.stop()
            told = answer["failure"] if answer else "it ended at once"
            raise TemporaryError(f"The process that reads files could not be started: {told}.")

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any]) -> Any | SandboxFailure:
        """Return the result of the request, or why there is none; a parent that died is stopped."""
        answer = self._exchange(request, self._silence_seconds)
        if answer is None:
            self.stop()
            return SandboxFailure("made the process that reads files end")
        if "failure" in answer:
            return SandboxFailure(answer["failure"])
        return answer["result"]

    def stop(self) -> None:
        """End the process, and its child with it."""
        assert self._process.stdin is not None  # noqa: S101 - says to the type checker what PIPE gave
        assert self._process.stdout is not None  # noqa: S101 - the same
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _exchange(self, message: Any, patience_seconds: float) -> Any | None:
        """Send a message and return the answer; None when the parent died or keeps silent."""
        assert self._process.stdin is not None  # noqa: S101 - says to the type checker what PIPE gave
        assert self._process.stdout is not None  # noqa: S101 - the same
        try:
            send_frame(self._process.stdin, message)
        except BrokenPipeError:
            return None
        poll = select.poll()
        poll.register(self._process.stdout)
        if not poll.poll(patience_seconds * 1000):
            self._process.kill()
            return None
        return receive_frame(self._process.stdout)


def _make_environment(home: str) -> dict[str, str]:
    """Return the little that a parser needs: no secret of this process's environment is in it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    places = [place or os.getcwd() for place in sys.path]  # noqa: PTH109 - a text is wanted
    return kept | {
        "HOME": home,
        "TMPDIR": home,
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
    }
