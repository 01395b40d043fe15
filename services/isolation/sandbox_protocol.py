"""Sandbox protocol: the messages of the product and its warm parent over two pipes."""

import json
import struct
from dataclasses import asdict, dataclass
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
