"""Source files: what the sources of a case hold, as files with the SHA-256 of their content.

A file is hashed again only where the file system says that it changed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from models.harvest import Finding, FoundFile
from models.values import Value
from models.words import SourceKind
from services.harvest.walk import PassedOver, label_source, walk_folder

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
            yield Finding.unreadable(file.path, reason)


def hash_file(location: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    # A link that replaced the file since the walk is not followed either.
    descriptor = os.open(location, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


class Listing(Value):
    """What a source holds: files with their SHA-256, and what is not opened with its reason."""

    files: tuple[tuple[FoundFile, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Hidden files and what programs leave behind: only counted."""


def list_source(
    kind: SourceKind, path: str, location: Path, excludes: Sequence[str], known: Mapping[str, Stat]
) -> Listing:
    """List one source without opening more than is needed to hash what changed.

    Args:
        kind: a folder is walked; a mailbox and a calendar count as one file, also as a folder.
        path: as the case file writes it.
        location: where it is on this machine.
        excludes: globs of the case file.
        known: by path, what was seen at the last run.
    """
    label = label_source(path)
    if kind is SourceKind.chat:
        return _refuse(label, "is a chat export, which this version cannot read: list its folder")
    if not location.exists():
        return _refuse(label, "is no longer there")
    is_folder = location.is_dir()
    found = walk_folder(location, label, excludes) if is_folder else [_describe(location, label)]
    listed = list(found)
    files = [one for one in listed if isinstance(one, FoundFile)]
    hashed: list[tuple[FoundFile, str] | Finding]
    if is_folder and kind is not SourceKind.folder:
        hashed = [(_as_one(location, label, files), _hash_listing(files))]
    else:
        hashed = list(hash_files(files, known))
    findings = [one for one in (*listed, *hashed) if isinstance(one, Finding)]
    return Listing(
        files=tuple(one for one in hashed if not isinstance(one, Finding)),
        findings=tuple(findings),
        passed_over=tuple(one.path for one in listed if isinstance(one, PassedOver)),
    )


def _describe(location: Path, label: str) -> FoundFile:
    status = location.stat()
    return FoundFile(
        path=label,
        location=os.fsencode(location),
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
    )


def _as_one(location: Path, label: str, files: Sequence[FoundFile]) -> FoundFile:
    return FoundFile(
        path=label,
        location=os.fsencode(location),
        size_bytes=sum(file.size_bytes for file in files),
        modified_ns=max((file.modified_ns for file in files), default=0),
    )


def _hash_listing(files: Sequence[FoundFile]) -> str:
    # A maildir may hold a hundred thousand files: what the file system says of them is enough to
    # know whether anything changed.
    lines = (f"{file.path}\0{file.size_bytes}\0{file.modified_ns}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _refuse(label: str, reason: str) -> Listing:
    return Listing(findings=(Finding.unreadable(label, reason),))
