"""Sandbox parent: the warm process that has imported the libraries and forks once a job.

Run as `python -m services.isolation.sandbox_parent`; it speaks the protocol on its standard input
and output, and ends, with its child, when its input does.
"""

import ctypes
import gc
import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from services.isolation.sandbox_child import run_job
from services.isolation.sandbox_protocol import (
    BUSY,
    FailureKind,
    Limits,
    SandboxFailure,
    is_whole_frame,
    make_frame,
    receive_frame,
    send_frame,
)

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CHUNK_BYTES = 2**20


class _MainGoneError(Exception):
    """The process that gives the jobs has ended."""


def main() -> None:
    """Answer jobs until the standard input ends."""
    requests, answers = _take_pipes()
    start = receive_frame(requests)
    if start is None:
        return
    home = start["home"]
    try:
        failure = _warm_up(start["preload"], home)
        send_frame(answers, {"ready": failure is None, "failure": failure})
        while failure is None and (request := receive_frame(requests)) is not None:
            answers.write(_answer(request, home, requests))
            answers.flush()
            _empty(home)
    except (_MainGoneError, BrokenPipeError):
        pass  # The way it ends when the main process was killed.
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for the protocol alone: parsers that print get nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests, answers


def _warm_up(modules: list[str], home: str) -> str | None:
    """Cut the network off, import the libraries; return what failed, if anything."""
    _leave_network()
    os.chdir(home)
    try:
        for module in modules:
            import_module(module)
    except ImportError as error:
        return str(error)
    # What is frozen is never touched by the collector, so children share it with the parent.
    gc.collect()
    gc.freeze()
    return None


def _leave_network() -> None:
    """Go into a network of our own without any interface, where the system permits it.

    Where it does not, the guard of the child still refuses sockets.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_CLONE_NEWNET) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        # Nothing here needs the names of users, so failing to map them does no harm.
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _answer(request: dict[str, Any], home: str, requests: BinaryIO) -> bytes:
    """Run one job in a child; return its frame as it came, or one that says why there is none."""
    limits = Limits(**request["limits"])
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            run_job(request, limits, home, writing)
        finally:
            # Whatever happened: a child never goes on as a second parent.
            os._exit(1)
    os.close(writing)
    try:
        collected, failure = _collect(reading, requests, limits)
    finally:
        os.close(reading)
        _kill_group(child)
        status = os.waitpid(child, 0)[1]
    if failure is None and is_whole_frame(collected):
        return bytes(collected)
    return make_frame((failure or _judge_status(status, limits)).as_answer())


def _collect(
    reading: int, requests: BinaryIO, limits: Limits
) -> tuple[bytearray, SandboxFailure | None]:
    """Return what the child wrote until it closed its pipe, and which limit it passed, if any."""
    collected = bytearray()
    deadline = time.monotonic() + limits.wall_seconds
    while True:
        left = deadline - time.monotonic()
        ready = (
            select.select([reading, requests.fileno()], [], [], max(left, 0))[0] if left > 0 else []
        )
        if not ready:
            return collected, BUSY
        if requests.fileno() in ready:
            # No second request is sent before the answer: it can only be the end of the pipe.
            raise _MainGoneError
        chunk = os.read(reading, _CHUNK_BYTES)
        if not chunk:
            return collected, None
        collected += chunk
        if len(collected) > limits.output_bytes:
            reason = f"gave more than {limits.output_bytes // 2**20} MB"
            return collected, SandboxFailure(reason, FailureKind.size)


def _judge_status(status: int, limits: Limits) -> SandboxFailure:
    """Return why a child ended without an answer, from its wait status."""
    if not os.WIFSIGNALED(status):
        return SandboxFailure("made its reader stop without an answer")
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        reason = f"took longer than {limits.cpu_seconds} s of computing"
        return SandboxFailure(reason, FailureKind.cpu)
    if number == signal.SIGKILL:
        reason = "was stopped by the system, most likely for want of memory"
        return SandboxFailure(reason, FailureKind.memory)
    reason = f"made its reader crash ({signal.Signals(number).name})"
    return SandboxFailure(reason, FailureKind.crash)


def _kill_group(child: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue  # It has not yet made its group, or has already ended.


def _empty(home: str) -> None:
    for entry in os.scandir(home):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            Path(entry.path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
