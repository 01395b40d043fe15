"""Source files: what the sources of a case hold, as files with the SHA-256 of their content.

A file is hashed again only where the file system says that it changed.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from models.harvest import Finding, FoundFile
from models.values import Value
from models.words import FindingKind, SourceKind
from services.cases.case_sources import look_at
from services.cases.source_names import read_form
from services.harvest.excludes import Excludes
from services.harvest.source_places import STRAY, is_stray, leads_into
from services.harvest.walk import PassedOver, Reach, label_source, walk_folder

_BLOCK = 1 << 20
UNMATCHED = "is an exclude that keeps nothing out: correct its spelling"
_PUT_BACK = "+"
"""Stands between the SHA-256 of a content and what says which parts of it were put back."""


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
            yield file, get_sha256(before.sha256)
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
    """What a source holds: files with the key of their content, and what stays closed, and why.

    The key is the SHA-256, with a mark behind it where something of it was put back.
    """

    files: tuple[tuple[FoundFile, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Hidden files and what programs leave behind: only counted."""
    matched: tuple[str, ...] = ()
    """Excludes that keep something of it out."""


def find_unmatched(globs: Iterable[str], matched: Iterable[str]) -> tuple[Finding, ...]:
    """Return a finding for each exclude that keeps nothing out of any source."""
    known = set(matched)
    return tuple(
        Finding(kind=FindingKind.unmatched, path=glob, reason=UNMATCHED)
        for glob in dict.fromkeys(globs)
        if glob not in known
    )


def get_sha256(key: str) -> str:
    """Return the SHA-256 of a content whose key may say what of it was put back."""
    return key.partition(_PUT_BACK)[0]


def list_put_back(path: str, put_back: Collection[str]) -> frozenset[str]:
    """Return what of a source file was put back, without its path: "" is the file itself."""
    inside = (f"{path}: ", f"{path}/")
    return frozenset(
        name.removeprefix(path) for name in put_back if name == path or name.startswith(inside)
    )


def list_source(
    kind: SourceKind, path: str, location: Path, reach: Reach, known: Mapping[str, Stat]
) -> Listing:
    """List one source without opening more than is needed to hash what changed.

    Args:
        kind: a folder is walked; a mailbox and a calendar count as one file, also as a folder.
        path: as the case file writes it.
        location: where it is on this machine.
        reach: what the case file keeps out, and what the leaver put back.
        known: by path, what was seen at the last run.
    """
    label = label_source(path)
    excludes = Excludes(reach.excludes, location, label)
    refused = _refuse_source(kind, path, location, excludes, reach)
    if refused is not None:
        excludes.pass_by_source()
        # Of a place that is gone nobody knows what lay below it.
        matched = reach.excludes if look_at(location)[0] is None else excludes.matched
        return Listing(findings=(refused,), matched=tuple(sorted(matched)))
    is_folder = location.is_dir()
    walk = walk_folder(location, label, reach, excludes) if is_folder else None
    listed = [_describe(location, label)] if walk is None else list(walk)
    files, told = reach.allowed.narrow_listing(listed, kind, location, label)
    hashed: list[tuple[FoundFile, str] | Finding]
    if is_folder and kind is not SourceKind.folder:
        hashed = [(_as_one(location, label, files), _hash_listing(files, location, reach))]
    else:
        hashed = list(hash_files(files, known))
    findings = [one for one in (*told, *hashed) if isinstance(one, Finding)]
    return Listing(
        files=tuple(
            (file, _make_key(kind, file.path, sha256, reach))
            for file, sha256 in (one for one in hashed if not isinstance(one, Finding))
            if sha256 not in reach.allowed.closed_contents
        ),
        findings=tuple(findings),
        passed_over=tuple(one.path for one in listed if isinstance(one, PassedOver)),
        matched=tuple(sorted(excludes.matched)),
    )


def _refuse_source(
    kind: SourceKind, path: str, location: Path, excludes: Excludes, reach: Reach
) -> Finding | None:
    label = label_source(path)
    if fault := read_form(path).fault:
        return Finding.unreadable(label, fault)
    if excludes.covers_source():
        reason = "is excluded by the case file"
        return Finding(kind=FindingKind.excluded, path=label, reason=reason)
    if kind is SourceKind.chat:
        reason = "is a chat export, which this version cannot read: list its folder"
        return Finding.unreadable(label, reason)
    is_folder, problem = look_at(location)
    if problem:
        return Finding.unreadable(label, f"cannot be opened ({problem})")
    if is_folder is None:
        return Finding.unreadable(label, "is no longer there")
    is_elsewhere = is_stray(location, reach.root) or leads_into(location, reach.others)
    return Finding.unreadable(label, STRAY) if is_elsewhere else None


def _make_key(kind: SourceKind, path: str, sha256: str, reach: Reach) -> str:
    """Return what a content is kept by: what one leaver put back is read for nobody else.

    A mailbox and a calendar are one content of many items: what was allowed of it makes another.
    """
    names = sorted(list_put_back(path, reach.put_back))
    if kind is not SourceKind.folder:
        names += reach.allowed.describe()
    if not names:
        return sha256
    return f"{sha256}{_PUT_BACK}{hashlib.sha256(chr(0).join(names).encode()).hexdigest()[:16]}"


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


def _hash_listing(files: Sequence[FoundFile], location: Path, reach: Reach) -> str:
    # A maildir may hold a hundred thousand files: what the file system says of them is enough to
    # know whether anything changed.
    lines = [f"{file.path}\0{file.size_bytes}\0{file.modified_ns}" for file in files]
    # What was read with other excludes, or beside other sources, is not what these let through.
    lines += [f"exclude\0{glob}" for glob in reach.excludes]
    lines += [f"other\0{one}" for one in reach.others if one.is_relative_to(location)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
