"""Hashing: the SHA-256 of files, read anew only where the file system says they changed."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping

from models.harvest import Finding, FoundFile
from models.values import Value
from models.words import FindingKind

_BLOCK = 1 << 20


class Stat(Value):
    """What the file system said of a file when it was last hashed."""

    size_bytes: int
    modified_ns: int
    sha256: str


def hash_files(
    files: Iterable[FoundFile], known: Mapping[str, Stat]
) -> Iterator[tuple[FoundFile, str] | Finding]:
    """Yield each file with its SHA-256, or why it cannot be read.

    Args:
        files: what a walk found.
        known: by path, what was seen before; same size and same date mean the same content.
    """
    for file in files:
        before = known.get(file.path)
        if before and (before.size_bytes, before.modified_ns) == (
            file.size_bytes,
            file.modified_ns,
        ):
            yield file, before.sha256
            continue
        try:
            yield file, hash_file(file.location)
        except OSError as error:
            reason = f"cannot be opened ({(error.strerror or 'unknown reason').lower()})"
            yield Finding(kind=FindingKind.unreadable, path=file.path, reason=reason)


def hash_file(location: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    # A link put in the file's place since the walk is not followed either.
    descriptor = os.open(location, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
