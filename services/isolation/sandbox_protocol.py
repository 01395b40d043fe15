"""Sandbox protocol: the messages of the product and its warm parent over two pipes."""

import json
import re
import struct
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import IO, Any

from models.errors import InvalidInputError

_LENGTH = struct.Struct(">Q")


class UnreadableError(InvalidInputError):
    """A content cannot be read; the message is the reason, as the end of a sentence.

    A reader raises it for what it knows ("is protected by a password"); other errors of a
    reader become a reason by themselves.
    """


@dataclass(frozen=True)
class Limits:
    """What one job may cost at most. Memory is counted on top of the warm parent's own.

    Processor time and memory decide. The wall clock only ends a job that waits for ever: it is
    generous, because on a busy machine a job waits for its turn through no fault of its file.
    """

    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 30
    wall_seconds: float = 600.0
    file_bytes: int = 64 * 2**20
    output_bytes: int = 64 * 2**20

    def grow(self) -> "Limits":
        """Return what the second try of a content may cost that failed under these."""
        return replace(
            self,
            memory_bytes=_grow(self.memory_bytes, _MOST_MEMORY),
            cpu_seconds=_grow(self.cpu_seconds, _MOST_SECONDS),
            file_bytes=_grow(self.file_bytes, _MOST_BYTES),
            output_bytes=_grow(self.output_bytes, _MOST_BYTES),
        )

    def describe(self) -> str:
        """Return what decides whether a content fails under these, in few characters."""
        limits = (self.cpu_seconds, self.memory_bytes, self.file_bytes, self.output_bytes)
        return "/".join(map(str, limits))


_GROWTH = 4
_MOST_MEMORY, _MOST_SECONDS, _MOST_BYTES = 4 << 30, 600, 1 << 30
"""A second try takes four times as much, but no more than this, or than what was set."""


def _grow(limit: int, most: int) -> int:
    return max(limit, min(limit * _GROWTH, most))


class FailureKind(StrEnum):
    """What ended a job that gave no result."""

    reader = "reader"
    """The job itself: it named a reason, or stopped with an error."""
    cpu = "cpu"
    memory = "memory"
    depth = "depth"
    size = "size"
    crash = "crash"
    busy = "busy"
    """The wall clock: this machine was busy, and another try may succeed."""


@dataclass(frozen=True)
class SandboxFailure:
    """Why a job gave no result. `reason` is the end of a sentence: "needed more than 512 MB".

    `detail` names the error in full, for a person who looks for a bug in Baton. It may hold words
    of the file.
    """

    reason: str
    kind: FailureKind = FailureKind.reader
    detail: str = ""

    def as_answer(self) -> dict[str, Any]:
        """Return the message that carries the failure through a pipe."""
        return {"failure": asdict(self)}


_OF_LIMITS = re.compile(
    r"took longer than \d+ s of computing|needed more than \d+ MB of memory"
    r"|(unpacks to|gave) more than \d+ MB|gave an answer that needs too much memory"
    r"|was stopped by the system, most likely for want of memory"
)


def is_of_limits(reason: str | None) -> bool:
    """Whether a content was not read for want of time or room: no fault of its own."""
    return bool(reason and _OF_LIMITS.fullmatch(reason))


BUSY = SandboxFailure("could not be read because this machine was busy", FailureKind.busy)
"""The failure of a job that only the wall clock ended."""


def read_answer(answer: dict[str, Any]) -> Any | SandboxFailure:
    """Return the result that a message carries, or the failure."""
    if "failure" not in answer:
        return answer["result"]
    failure = answer["failure"]
    return SandboxFailure(**failure | {"kind": FailureKind(failure["kind"])})


def make_frame(message: Any) -> bytes:
    """Return one message as a length and JSON."""
    # ASCII only: half characters in the names of files travel as escapes and come back whole.
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return _LENGTH.pack(len(body)) + body


def send_frame(stream: IO[bytes], message: Any) -> None:
    """Write one message.

    Raises:
        BrokenPipeError: Nobody reads any more.
    """
    stream.write(make_frame(message))
    stream.flush()


def receive_frame(stream: IO[bytes]) -> Any | None:
    """Return the next message, or None when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return json.loads(body) if len(body) == length else None


def is_whole_frame(frame: bytes | bytearray) -> bool:
    """Whether these bytes are one frame, from its first byte to its last."""
    if len(frame) < _LENGTH.size:
        return False
    (length,) = _LENGTH.unpack_from(frame)
    return len(frame) == _LENGTH.size + int(length)
