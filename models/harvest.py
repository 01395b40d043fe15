"""Harvest: what was found in folders, mailboxes and calendars, as frozen values.

Paths are POSIX, begin with the source's own path as the case file writes it (`drive/Budget/a.xlsx`)
and never hold a place of the machine. Texts have their secrets masked before a value is made.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Self

from pydantic import Field

from models.values import Value
from models.words import FindingKind, SourceKind

_LAST_SECOND = 253_402_300_799
"""The last second of the year 9999: later dates are mistakes of a file system."""


class FoundFile(Value):
    """A file that was listed and may be opened.

    `location` is its place on this machine as the file system's bytes, which need not be text;
    `modified_ns` are nanoseconds since 1970, as the file system says.
    """

    path: str
    location: bytes
    size_bytes: int
    modified_ns: int

    @property
    def modified_at(self) -> datetime:
        """The file system's date of change, UTC."""
        seconds = min(max(self.modified_ns // 10**9, 0), _LAST_SECOND)
        return datetime.fromtimestamp(seconds, UTC)


class Finding(Value):
    """What is reported instead of used: a private place, a secret, an unreadable file.

    `path` of a private or excluded place is the topmost one; what lies below is never listed.
    `reason` is a plain sentence; `place` says where inside the file (page, line, sheet), if known;
    of private mail it is the subject, of a private entry the title.
    """

    kind: FindingKind
    path: str
    reason: str
    place: str | None = None

    @property
    def name(self) -> str:
        """What it is put back by: its path; of a mail or an entry with its subject behind it."""
        return f"{self.path}: {self.place}" if self.place else self.path

    @classmethod
    def unreadable(cls, path: str, reason: str) -> Self:
        """Return that a file or a folder could not be read, and why."""
        return cls(kind=FindingKind.unreadable, path=path, reason=reason)


class Extraction(Value):
    """What one content (one SHA-256) says. `reason` is why nothing could be read, else None.

    `modified_by` is the last editor, where the file says so.
    """

    sha256: str
    type: str
    title: str | None = None
    text: str = ""
    authors: tuple[str, ...] = ()
    created_on: date | None = None
    modified_on: date | None = None
    modified_by: str | None = None
    language: str | None = None
    reason: str | None = None
    secrets: tuple[str, ...] = ()
    """Places of masked secrets, as sentences without the secret."""


class HarvestedDocument(Value):
    """A document of the index. Of several equal files, the one that stands for them.

    `duplicates` are paths with the same bytes; `versions` near versions, newest first.
    `holders` are who else holds it (authors and correspondents other than the leaver).
    `reason` is why it could not be read.
    """

    path: str
    title: str
    type: str
    size_bytes: int
    sha256: str
    modified_on: date | None = None
    created_on: date | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    """Reason codes, strongest first: see services/harvest/ranking.py."""
    rank: int = 0
    reason: str | None = None


class HarvestedContact(Value):
    """A correspondent, ranked by real exchange (rank 1 is first).

    `email` is "" where the mail names somebody without an address.
    """

    name: str
    email: str
    organization: str | None = None
    inside: bool
    sent: int
    received: int
    last_on: date
    why: str | None = None
    """What the exchange was about: the subjects that came up most, masked."""
    rank: int = 0


class HarvestedEntry(Value):
    """A running series (`rrule` set) or a single calendar entry to come."""

    uid: str
    title: str
    rhythm: str | None = None
    next_on: date
    rrule: str | None = None
    location: str | None = None
    with_whom: tuple[str, ...] = ()
    organizer: str | None = None
    duration_minutes: int | None = None


class HarvestedThread(Value):
    """Mail that waits: for the leaver's answer, or a promise of the leaver still due."""

    subject: str
    with_whom: tuple[str, ...]
    last_on: date
    is_promise: bool = False
    due_on: date | None = None
    quote: str | None = None
    """The sentence that asks or promises, masked, at most 300 characters."""
    message_id: str | None = None


class SourceSummary(Value):
    """What one source gave, in counts; `messages` are those of which all could be read."""

    kind: SourceKind
    path: str
    files: int = 0
    read: int = 0
    skipped: int = 0
    unreadable: int = 0
    messages: int = 0
    entries: int = 0


class HarvestFacts(Value):
    """Everything the harvest found, ready for questions and packs."""

    documents: tuple[HarvestedDocument, ...] = ()
    contacts: tuple[HarvestedContact, ...] = ()
    calendar: tuple[HarvestedEntry, ...] = ()
    threads: tuple[HarvestedThread, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[SourceSummary, ...] = Field(default=())
    not_counted: dict[str, int] = Field(default_factory=dict)
    """By reason, how many mails, files and calendar entries do not count as read."""
    notes: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """What the leaver says of documents, by their paths."""
