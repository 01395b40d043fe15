"""Source readers: which reader reads which kind of source, each content once."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from models.harvest import Extraction, Finding, FoundFile
from models.values import Value
from models.words import SourceKind
from services.calendars import read_calendar
from services.formats.file_types import get_type_by_name
from services.harvest.code_versions import READING, get_code_version
from services.harvest.source_files import get_sha256, hash_file
from services.harvest.source_places import is_there
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import BUSY, Limits, SandboxFailure, is_of_limits
from services.item_rules import ALL_ITEMS, ItemRules
from services.mailbox import mailboxes

READER_JOB = "services.formats.reading_job:read_file"
PRELOAD = ("services.formats.reading_job",)
NO_RULES: Mapping[str, ItemRules] = {}
LIMITS = Limits()
SELF = "source"
"""What a cached reading calls its own source in findings: one content may lie at many places."""


def extract_contents(
    sandbox: Sandbox, paths: Mapping[str, Path], *, is_put_back: bool = False
) -> Iterator[Extraction]:
    """Yield what each content says, in the order of `paths` (SHA-256 to a file that has it).

    A file that could not be read comes back with its reason, never as an error. What was put back
    is read whatever it says of being private.

    Raises:
        TemporaryError: The process that reads files could not be started.
    """
    given = [str(path) for path in paths.values()]
    answers = sandbox.run_many(READER_JOB, given, is_put_back=is_put_back)
    for (sha256, path), (_, answer) in zip(paths.items(), answers, strict=True):
        if isinstance(answer, SandboxFailure):
            kind = get_type_by_name(path)
            yield Extraction(sha256=sha256, type=kind, reason=answer.reason)
        else:
            yield Extraction.model_validate({"sha256": sha256, **answer})


@dataclass(frozen=True)
class Reader:
    """A reader by its name and version: what another version made is made again."""

    name: str

    @property
    def version(self) -> str:
        """The version of the code that reads."""
        return get_code_version(READING)

    @property
    def busy_version(self) -> str:
        """The version of a reading that a busy machine cut short.

        It is listed like any other, and no version of the reader takes it for its own: the next
        harvest reads the content again.
        """
        return f"{self.version} busy"

    def choose_version(self, reading: Mapping[str, Any], limits: Limits = LIMITS) -> str:
        """Return the version that this reading is kept under; `limits` are those it was read in."""
        if is_busy(reading):
            return self.busy_version
        if any(map(is_of_limits, _list_reasons(reading))):
            return f"{self.version} limited {limits.describe()}"
        return self.version

    def list_settled(self, limits: Limits) -> tuple[str, str]:
        """Return the versions of readings that are not made again where these limits are set.

        What failed for want of time or room is tried a second time with more, then each time that
        the limits have changed.
        """
        return self.version, f"{self.version} limited {limits.grow().describe()}"

    def get_tried(self, limits: Limits) -> str:
        """Return the version of readings whose second try is due where these limits are set."""
        return f"{self.version} limited {limits.describe()}"


READERS: Mapping[SourceKind, Reader] = {
    SourceKind.folder: Reader("file"),
    SourceKind.mailbox: Reader("mailbox"),
    SourceKind.calendar: Reader("calendar"),
}


class SourceReading(Value):
    """A source with its files and, by SHA-256, what was read of them.

    A content that is missing has not been read; the others are what the reader's value model
    writes as JSON: `Extraction`, `MailboxReading`, `CalendarReading`.
    """

    kind: SourceKind
    path: str
    files: tuple[tuple[FoundFile, str], ...] = ()
    contents: Mapping[str, dict[str, Any]] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Hidden files and what programs leave behind."""
    matched: tuple[str, ...] = ()
    """Excludes that keep something of it out, where it was just listed."""

    def describe(self) -> tuple[object, ...]:
        """Return what makes two readings the same, for a digest: content by its SHA-256."""
        reader = READERS.get(self.kind)
        files = [(file.path, file.modified_ns, sha256) for file, sha256 in self.files]
        findings = [finding.model_dump() for finding in self.findings]
        unread = sorted(
            (sha256, reason)
            for sha256, reading in self.contents.items()
            for reason in _list_reasons(reading)
            if reason == BUSY.reason or is_of_limits(reason)
        )
        return self.kind, self.path, reader and reader.version, files, findings, unread


def is_busy(reading: Mapping[str, Any]) -> bool:
    """Whether some of the content was not read only because this machine was busy."""
    return BUSY.reason in _list_reasons(reading)


def _list_reasons(reading: Mapping[str, Any]) -> list[str | None]:
    """Return why the content, or a part of it, was not read."""
    findings = reading.get("findings", ())
    return [reading.get("reason"), *(finding["reason"] for finding in findings)]


def open_sandbox(
    *, workers: int, limits: Limits | None = None, folder: Path | None = None
) -> Sandbox:
    """Return a sandbox that is warm for every reader, its temporary homes in `folder`."""
    preload = (*PRELOAD, *mailboxes.PRELOAD)
    return Sandbox(preload, limits=limits, workers=workers, folder=folder)


def read_contents(
    kind: SourceKind,
    places: Mapping[str, bytes],
    sandbox: Sandbox,
    rules: Mapping[str, ItemRules] = NO_RULES,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each SHA-256 with what its content says, as JSON-ready data.

    A file that changed, moved or left since it was hashed is not yielded: what was read is kept by
    its SHA-256 for every file that has it, and would be claimed of others. The next run reads it.

    Args:
        kind: which reader is to read.
        places: the key of a content (its SHA-256) to a place where it lies.
        sandbox: where it is read.
        rules: by key, what of the content is opened and kept; of a file only what was put back.

    Raises:
        TemporaryError: no process to read in could be started.
    """
    paths = {key: Path(os.fsdecode(place)) for key, place in places.items() if is_there(place)}
    if kind is SourceKind.folder:
        back = {key for key, rule in rules.items() if rule.put_back}
        for is_put_back in (False, True):
            wanted = {key: path for key, path in paths.items() if (key in back) is is_put_back}
            for extraction in extract_contents(sandbox, wanted, is_put_back=is_put_back):
                reading = extraction.model_dump(mode="json")
                if is_busy(reading) or _has_content(places[extraction.sha256], extraction.sha256):
                    yield extraction.sha256, reading
        return
    for key, path in ((key, path) for key, path in paths.items() if is_there(places[key])):
        mine = rules.get(key, ALL_ITEMS)
        if kind is SourceKind.mailbox:
            messages = mailboxes.read_mailbox(path, sandbox, shown_as=SELF, rules=mine)
            yield key, messages.model_dump(mode="json")
        else:
            events = read_calendar(places[key], SELF, sandbox, mine)
            yield key, events.model_dump(mode="json")


def _has_content(place: bytes, sha256: str) -> bool:
    try:
        return hash_file(place) == get_sha256(sha256)
    except OSError:
        return False
