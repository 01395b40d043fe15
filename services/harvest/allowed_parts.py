"""Allowed parts: of a source only what was allowed is listed, opened or kept.

Files are left out by day, path and name before they are opened; of mail and calendars, which are
one file of many items, the others are forgotten before anything is kept, with all that would be
told of them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from models.harvest import Extraction, Finding, FoundFile
from models.normal_forms import normalize
from models.permission import Narrowing
from models.values import Value
from models.words import FindingKind, SourceKind
from services.calendars.events import Event
from services.harvest.allowed_globs import read_globs
from services.item_rules import ItemRules
from services.mailbox.messages import Message
from services.texts import say_count


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

    def narrow_listing(
        self, listed: Iterable[object], source: SourceKind, location: Path, label: str
    ) -> tuple[list[FoundFile], list[Finding]]:
        """Return the files that may be opened, and what is told of the rest.

        Of what is outside the part that was allowed only the number is told. Of mail and calendars
        all files may be opened: each item there has its own day.
        """
        files = [one for one in listed if isinstance(one, FoundFile)]
        findings = [one for one in listed if isinstance(one, Finding)]
        if source is not SourceKind.folder:
            told = [one for one in findings if self._may_name(one, label, self._keeps_place)]
            return files, told
        allowed = [one for one in files if self.keeps_file(one, label)]
        may_hold = partial(self._may_hold, location)
        told = [one for one in findings if self._may_name(one, label, may_hold)]
        if left_out := len(files) - len(allowed) + len(findings) - len(told):
            reason = f"holds {say_count(left_out, 'place')} outside what was allowed"
            told.append(Finding(kind=FindingKind.excluded, path=label, reason=reason))
        return allowed, told

    def make_item_rules(
        self, kind: SourceKind, put_back: frozenset[str], is_kept_out: Callable[[str], bool]
    ) -> ItemRules:
        """Return what of a mailbox or a calendar is opened and kept."""
        keeps = _keeps_message if kind is SourceKind.mailbox else _keeps_event
        return ItemRules(
            put_back=put_back,
            is_kept_out=is_kept_out,
            keeps=lambda item: all(keeps(one, item) for one in self.narrowings),
            keeps_place=self._keeps_place,
        )

    def _may_name(self, finding: Finding, label: str, keeps: Callable[[str], bool]) -> bool:
        below = finding.path.removeprefix(label).lstrip("/")
        return not below or keeps(below)

    def _keeps_place(self, below: str) -> bool:
        return all(_keeps_place(one, below) for one in self.narrowings)

    def _may_hold(self, location: Path, below: str) -> bool:
        is_folder = (location / below).is_dir()
        return all(_may_hold(one, below, is_folder=is_folder) for one in self.narrowings)


def has_kept_out_word(extraction: Mapping[str, Any], narrowings: Iterable[Narrowing]) -> bool:
    """Whether a word that keeps an item out occurs in what was read of a file."""
    read = Extraction.model_validate(extraction)
    said = (read.title or "", read.text, *read.authors)
    return any(_has_word(one, *said) for one in narrowings)


def has_match(glob: str, paths: Iterable[str]) -> bool:
    """Whether a glob of a narrowing fits one of these paths, from the source's own folder."""
    spec = read_globs([_fold(glob)])
    return any(spec.match_file(_fold(path)) for path in paths)


def has_label(wanted: str, labels: Iterable[str]) -> bool:
    """Whether a label of a narrowing is one of these labels or folders of mail."""
    return _fold(wanted) in map(_fold, labels)


def _keeps_file(narrowing: Narrowing, inside: str, day: date) -> bool:
    if not narrowing.has_day(day) or _has_word(narrowing, inside):
        return False
    return not narrowing.paths or _matches(narrowing, inside)


def _matches(narrowing: Narrowing, inside: str) -> bool:
    spec = read_globs([_fold(path) for path in narrowing.paths])
    return spec.match_file(_fold(inside))


def _keeps_place(narrowing: Narrowing, below: str) -> bool:
    """Whether a file of a mailbox or calendar may be named that holds nothing of a known day."""
    if _has_word(narrowing, below):
        return False
    wanted = {_fold(label) for label in narrowing.labels}
    parts = re.split(r"[/.]", _fold(below))
    return not wanted or not wanted.isdisjoint(parts)


def _may_hold(narrowing: Narrowing, below: str, *, is_folder: bool) -> bool:
    """Whether a place that was not opened lies in the part that was allowed, or may hold of it."""
    if _has_word(narrowing, below):
        return False
    if not narrowing.paths or _matches(narrowing, below):
        return True
    parts = _fold(below).split("/")
    return is_folder and any(_reaches(_fold(path), parts) for path in narrowing.paths)


def _reaches(glob: str, folder: Sequence[str]) -> bool:
    """Whether a glob could match something in a folder, by the parts of its path."""
    if "/" not in glob.rstrip("/"):
        return True
    for part, wanted in zip(folder, glob.strip("/").split("/"), strict=False):
        if wanted == "**":
            return True
        if not fnmatchcase(part, wanted):
            return False
    return True


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
    said = (message.subject, message.text, *message.labels)
    return not _has_word(narrowing, *said, *names, *attached)


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
