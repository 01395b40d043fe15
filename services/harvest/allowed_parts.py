"""Allowed parts: of a source only what was allowed is listed, opened or kept.

Files are left out by day, path and name before they are opened; of mail and calendars, which are
one file of many items, the others are forgotten before anything is kept.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from pathspec import GitIgnoreSpec

from models.harvest import Extraction, Finding, FoundFile
from models.permission import Narrowing
from models.values import Value
from models.words import FindingKind, SourceKind
from services.calendars.events import CalendarReading, Event
from services.mailbox.messages import MailboxReading, Message


class AllowedPart(Value):
    """What was allowed of one source: what every narrowing lets through.

    `closed` are paths, and `closed_contents` the SHA-256, of what was marked private.
    """

    narrowings: tuple[Narrowing, ...] = ()
    closed: frozenset[str] = frozenset()
    closed_contents: frozenset[str] = frozenset()

    @property
    def put_back(self) -> frozenset[str]:
        """Names of private findings that the leaver allowed again."""
        return frozenset(name for one in self.narrowings for name in one.put_back)

    def describe(self) -> list[str]:
        """Return what is the same where the same was allowed; nothing where all was allowed."""
        return [one.model_dump_json() for one in self.narrowings if not one.is_whole]

    def keeps_file(self, file: FoundFile, label: str) -> bool:
        """Whether a file may be opened, by its day, path and name."""
        if file.path in self.closed:
            return False
        inside = file.path.removeprefix(label).lstrip("/") or file.path
        day = file.modified_at.date()
        return all(_keeps_file(one, inside, day) for one in self.narrowings)

    def narrow_files(
        self, listed: Iterable[object], kind: SourceKind, label: str
    ) -> tuple[list[FoundFile], list[Finding]]:
        """Return the files that may be opened, and how many others there are, without names.

        Of mail and calendars all are: each item there has its own day.
        """
        files = [one for one in listed if isinstance(one, FoundFile)]
        if kind is not SourceKind.folder:
            return files, []
        allowed = [one for one in files if self.keeps_file(one, label)]
        if not (left_out := len(files) - len(allowed)):
            return allowed, []
        reason = f"holds {left_out} files outside what was allowed"
        return allowed, [Finding(kind=FindingKind.excluded, path=label, reason=reason)]


def narrow_reading(
    kind: SourceKind, reading: dict[str, Any], narrowings: Iterable[Narrowing]
) -> dict[str, Any]:
    """Return a reading of a mailbox or calendar with what was allowed of it, and nothing else."""
    for narrowing in narrowings:
        if narrowing.is_whole:
            continue
        if kind is SourceKind.mailbox:
            mail = MailboxReading.model_validate(reading)
            kept = tuple(one for one in mail.messages if _keeps_message(narrowing, one))
            reading = mail.model_copy(update={"messages": kept, "findings": ()}).model_dump(
                mode="json"
            )
        elif kind is SourceKind.calendar:
            calendar = CalendarReading.model_validate(reading)
            events = tuple(one for one in calendar.events if _keeps_event(narrowing, one))
            reading = calendar.model_copy(update={"events": events, "findings": ()}).model_dump(
                mode="json"
            )
    return reading


def has_kept_out_word(extraction: Mapping[str, Any], narrowings: Iterable[Narrowing]) -> bool:
    """Whether a word that keeps an item out occurs in what was read of a file."""
    read = Extraction.model_validate(extraction)
    said = (read.title or "", read.text, *read.authors)
    return any(_has_word(one, *said) for one in narrowings)


def _keeps_file(narrowing: Narrowing, inside: str, day: date) -> bool:
    if not narrowing.has_day(day) or _has_word(narrowing, inside):
        return False
    if not narrowing.paths:
        return True
    spec = GitIgnoreSpec.from_lines([_fold(path) for path in narrowing.paths])
    return spec.match_file(_fold(inside))


def _keeps_message(narrowing: Narrowing, message: Message) -> bool:
    sent_on = message.sent_at.date() if message.sent_at else None
    if not narrowing.has_day(sent_on):
        return False
    wanted = {_fold(label) for label in narrowing.labels}
    if wanted and not wanted.intersection(map(_fold, message.labels)):
        return False
    people = (*([message.sender] if message.sender else []), *message.to, *message.cc)
    names = (text for one in people for text in (one.email, one.name))
    attached = (one.name for one in message.attachments)
    return not _has_word(narrowing, message.subject, message.text, *names, *attached)


def _keeps_event(narrowing: Narrowing, event: Event) -> bool:
    # A series goes on from its first day: it is out only where it begins after the last one.
    first = event.start.date()
    is_in_time = (
        narrowing.until_on is None or first <= narrowing.until_on
        if event.rrule
        else narrowing.has_day(first)
    )
    guests = (text for one in event.guests for text in (one.email, one.name))
    return is_in_time and not _has_word(narrowing, event.title, event.location or "", *guests)


def _has_word(narrowing: Narrowing, *texts: str) -> bool:
    words = [folded for word in narrowing.without if (folded := _fold(word).strip())]
    return bool(words) and any(word in _fold(text) for text in texts for word in words)


def _fold(text: str | datetime) -> str:
    return normalize("NFC", str(text)).casefold()
