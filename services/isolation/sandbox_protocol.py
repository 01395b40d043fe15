"""Sandbox protocol: what the product and its warm parent say to each other over two pipes."""

import json
import struct
from dataclasses import dataclass
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
    """What one job may cost at most. Memory is counted on top of the warm parent's own."""

    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 30
    wall_seconds: float = 30.0
    file_bytes: int = 64 * 2**20
    output_bytes: int = 64 * 2**20


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
