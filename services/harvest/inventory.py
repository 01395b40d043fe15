"""Inventory: every file of the sources, as read, skipped or unreadable, each with its reason."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from models.harvest import Extraction, Finding, FoundFile, HarvestFacts
from models.values import Value
from models.words import FindingKind, SourceKind
from services.formats.readings import make_title
from services.formats.reasons import LEFT_BEHIND, NOT_YET, is_private_content, is_skipped
from services.harvest.source_files import get_sha256
from services.harvest.source_readers import SourceReading

FORMAT = "baton-harvest/1"


class InventoryState(StrEnum):
    """What became of a file."""

    read = "read"
    skipped = "skipped"
    unreadable = "unreadable"


class InventoryLine(Value):
    """One file of a source, or one place that was not entered.

    `reason` is why it was not read, or why no text came of it; `modified_at` is ISO 8601, UTC.
    """

    path: str
    state: InventoryState
    reason: str | None = None
    type: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    modified_at: str | None = None
    title: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    text: str = ""


def list_inventory(readings: Sequence[SourceReading]) -> list[InventoryLine]:
    """Return a line for every file and every place of the sources, sorted by path."""
    lines = [line for reading in readings for line in _list_lines(reading)]
    return sorted(lines, key=lambda line: line.path)


def write_inventory(lines: Iterable[InventoryLine]) -> Iterator[str]:
    """Yield each line as JSON, with its newline; what is not known is left out."""
    for line in lines:
        known = line.model_dump(mode="json", exclude_defaults=True)
        yield json.dumps(known, ensure_ascii=False, sort_keys=True) + "\n"


def write_summary(lines: Sequence[InventoryLine], facts: HarvestFacts) -> str:
    """Return the whole harvest as one JSON document: counts, people, dates, threads, findings."""
    summary: dict[str, Any] = {
        "format": FORMAT,
        "files": {state.value: 0 for state in InventoryState}
        | _count(line.state.value for line in lines),
        "size_bytes": sum(line.size_bytes or 0 for line in lines),
        "types": _count(line.type for line in lines if line.type),
        "languages": _count(line.language for line in lines if line.language),
        **facts.model_dump(mode="json"),
    }
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"


def _count(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _list_lines(reading: SourceReading) -> Iterator[InventoryLine]:
    for finding in reading.findings:
        yield InventoryLine(path=finding.path, state=_judge_finding(finding), reason=finding.reason)
    for path in reading.passed_over:
        yield InventoryLine(path=path, state=InventoryState.skipped, reason=LEFT_BEHIND)
    for file, sha256 in reading.files:
        content = reading.contents.get(sha256)
        if reading.kind is SourceKind.folder and content is not None:
            yield _describe(file, Extraction.model_validate(content))
        else:
            yield _describe_source(file, sha256, reading.kind, is_read=content is not None)


def _judge_finding(finding: Finding) -> InventoryState:
    is_failure = finding.kind is FindingKind.unreadable and not is_skipped(finding.reason)
    return InventoryState.unreadable if is_failure else InventoryState.skipped


def _describe(file: FoundFile, content: Extraction) -> InventoryLine:
    if is_private_content(content.reason):
        return InventoryLine(path=file.path, state=InventoryState.skipped, reason=content.reason)
    state = InventoryState.read
    if content.reason:
        is_failure = not is_skipped(content.reason)
        state = InventoryState.unreadable if is_failure else InventoryState.skipped
    return _make_line(file, content.sha256, state).model_copy(
        update={
            "reason": content.reason,
            "type": content.type,
            "title": make_title(content.title, file.path),
            "language": content.language,
            "authors": content.authors,
            "secrets": content.secrets,
            "text": content.text,
        }
    )


def _describe_source(
    file: FoundFile, sha256: str, kind: SourceKind, *, is_read: bool
) -> InventoryLine:
    state = InventoryState.read if is_read else InventoryState.unreadable
    update = {"type": kind.value, "reason": None if is_read else NOT_YET}
    return _make_line(file, sha256, state).model_copy(update=update)


def _make_line(file: FoundFile, sha256: str, state: InventoryState) -> InventoryLine:
    return InventoryLine(
        path=file.path,
        state=state,
        size_bytes=file.size_bytes,
        sha256=get_sha256(sha256),
        modified_at=file.modified_at.isoformat(timespec="seconds"),
    )
