"""Sandbox child: the process that runs one job on one file, within limits, and ends."""

import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from services.isolation.sandbox_protocol import (
    FailureKind,
    Limits,
    SandboxFailure,
    UnreadableError,
    send_frame,
)

_PR_SET_PDEATHSIG = 1
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork")
_CHANGING_EVENTS = ("os.remove", "os.rename", "os.rmdir", "os.truncate", "os.chmod", "os.link")
_MEMORY_WORDS = (
    "out of memory",
    "Cannot allocate memory",
    "failed to allocate",
    "can't start new thread",
)
"""What libraries report when they get no memory, for themselves or for a thread's stack."""


def run_job(request: dict[str, Any], limits: Limits, home: str, out: int) -> None:
    """Run the requested job, write its one answer to `out`, and end the process.

    `request` holds `job` ("package.module:function") and the function's `args` and `named`.
    """
    _tie_to_parent()
    # What C code prints would go into a pipe that only answers may use.
    with os.fdopen(out, "wb") as stream:
        try:
            job = get_job(request["job"])
            _set_limits(limits)
            _guard(home)
            answer: dict[str, Any] = {"result": job(*request["args"], **request["named"])}
        except BaseException as error:  # noqa: BLE001 - the edge: any fault of a parser is an answer
            _lift_memory_limit()
            answer = judge_error(error, limits).as_answer()
        _send_answer(stream, answer)
    os._exit(0)


def get_job(name: str) -> Callable[..., Any]:
    """Return the function named "package.module:function".

    Raises:
        ModuleNotFoundError: There is no such module.
        AttributeError: The module has no such function.
    """
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def judge_error(error: BaseException, limits: Limits) -> SandboxFailure:
    """Return why the job gave no result, as the end of a sentence that begins with its file.

    Neither words of the file nor its place on this machine are in the reason.
    """
    kind, reason = _find_reason(error, limits)
    return SandboxFailure(reason, kind, f"{type(error).__name__}: {error}"[:300])


def _find_reason(error: BaseException, limits: Limits) -> tuple[FailureKind, str]:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return FailureKind.size, f"unpacks to more than {limits.file_bytes // 2**20} MB"
    if _is_short_of_memory(error):
        megabytes = limits.memory_bytes // 2**20
        return FailureKind.memory, f"needed more than {megabytes} MB of memory"
    if isinstance(error, RecursionError):
        return FailureKind.depth, "is nested too deeply"
    return FailureKind.reader, _describe(error)


def _describe(error: BaseException) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, PermissionError):
        return "may not be opened by this user"
    if isinstance(error, FileNotFoundError):
        return "is no longer there"
    # What a library says may hold words of the file; the kind of its error holds none.
    return f"is damaged: its reader stopped with {type(error).__name__}"


def _is_short_of_memory(error: BaseException) -> bool:
    if isinstance(error, UnreadableError):
        return False
    # Extensions in C that get no memory may end with an error that names no cause.
    if isinstance(error, MemoryError | SystemError):
        return True
    return any(words in str(error) for words in _MEMORY_WORDS)


def _send_answer(stream: Any, answer: dict[str, Any]) -> None:
    try:
        send_frame(stream, answer)
    except (TypeError, ValueError) as error:
        failure = SandboxFailure(f"gave an answer that cannot be passed on: {error}")
        send_frame(stream, failure.as_answer())
    except MemoryError:
        _lift_memory_limit()
        failure = SandboxFailure("gave an answer that needs too much memory", FailureKind.memory)
        send_frame(stream, failure.as_answer())


def _tie_to_parent() -> None:
    os.setsid()
    if sys.platform == "linux":
        # A child whose parent was killed would go on for as long as its limits allow.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _set_limits(limits: Limits) -> None:
    """Set soft limits: the memory limit is lifted again to report what went wrong."""
    used = _get_address_space_bytes()
    if used is not None:
        _set_soft(resource.RLIMIT_AS, used + limits.memory_bytes)
    _set_soft(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set_soft(resource.RLIMIT_FSIZE, limits.file_bytes)
    _set_soft(resource.RLIMIT_CORE, 0)


def _set_soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (soft, hard))


def _lift_memory_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _get_address_space_bytes() -> int | None:
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return None  # Not Linux: the memory limit is not enforced there, all others are.
    return int(statistics.read_text().split()[0]) * resource.getpagesize()


def _guard(home: str) -> None:
    """Refuse, from here on, sockets, other programs, and changes outside the temporary home."""

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith("socket.") or event in _REFUSED_EVENTS:
            raise UnreadableError(f"tried to use {event}, which is not allowed here")
        changed = args[0] if _is_change(event, args) else None
        if changed is not None and not _is_below(changed, home):
            raise UnreadableError("tried to change a file outside its temporary folder")

    sys.addaudithook(refuse)


def _is_change(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        return isinstance(args[0], str | bytes) and bool(args[2] & _WRITING)
    return event in _CHANGING_EVENTS


def _is_below(path: Any, home: str) -> bool:
    given = os.fsdecode(path) if isinstance(path, str | bytes) else ""
    return given == os.devnull or os.path.realpath(given).startswith(home + os.sep)
