"""Collecting: a whole harvest in one go, for commands that have no handover to keep it in."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from models.case_file import PersonEntry, SourceEntry
from models.harvest import HarvestFacts
from models.values import Value
from models.words import SourceKind
from services.harvest.sense import make_facts
from services.harvest.source_files import find_unmatched, list_put_back, list_source
from services.harvest.source_readers import READERS, SourceReading, read_contents
from services.harvest.walk import Reach, make_gate
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import Limits
from services.item_rules import ItemRules
from services.progress import report_progress

_KEPT_AT_ONCE = 50
"""Contents that are saved together: at most these are lost when the command is stopped."""


class ContentCache(Protocol):
    """Where what was read of contents is kept, by SHA-256."""

    def find_all(self, kind: SourceKind, sha256s: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return what this version of the reader made of contents, but for those it never read."""
        ...

    def list_tried(self, kind: SourceKind, sha256s: Collection[str]) -> Collection[str]:
        """Return the contents that failed within the limits, and are tried once with more."""
        ...

    def keep(
        self, kind: SourceKind, readings: Mapping[str, dict[str, Any]], limits: Limits
    ) -> None:
        """Keep what the reader made of contents within these limits."""
        ...


class Places(Value):
    """What is to be harvested; paths begin at `folder`.

    `put_back` are names of private findings that the leaver allowed again.
    """

    folder: Path
    sources: tuple[SourceEntry, ...]
    excludes: tuple[str, ...] = ()
    put_back: frozenset[str] = frozenset()

    def list_locations(self) -> list[Path]:
        """Return where the sources are on this machine."""
        return [self.folder / source.path for source in self.sources]


def collect_readings(
    places: Places, cache: ContentCache, sandbox: Sandbox
) -> tuple[SourceReading, ...]:
    """List and read all sources; contents that the cache knows are not read again.

    Raises:
        TemporaryError: no process to read in could be started.
    """
    readings = [_collect_one(source, places, cache, sandbox) for source in places.sources]
    matched = [glob for reading in readings for glob in reading.matched]
    for first in readings[:1]:
        findings = (*first.findings, *find_unmatched(places.excludes, matched))
        readings[0] = first.model_copy(update={"findings": findings})
    report_progress("list_sources", 1, 1)
    return tuple(readings)


def collect_facts(
    readings: Sequence[SourceReading], leaver: PersonEntry, today: date
) -> HarvestFacts:
    """Return what was found, with the findings of places and of contents."""
    facts = make_facts(readings, leaver, today)
    of_places = tuple(finding for reading in readings for finding in reading.findings)
    return facts.model_copy(update={"findings": (*of_places, *facts.findings)})


def _collect_one(
    source: SourceEntry, places: Places, cache: ContentCache, sandbox: Sandbox
) -> SourceReading:
    location = (places.folder / source.path).resolve()
    reach = Reach(excludes=places.excludes, put_back=places.put_back)
    listing = list_source(source.kind, source.path, location, reach, {})
    wanted = {key: file.location for file, key in listing.files}
    put_back = {
        key: names
        for file, key in listing.files
        if (names := list_put_back(file.path, places.put_back))
    }
    contents = cache.find_all(source.kind, wanted) if source.kind in READERS else {}
    unread = {sha256: place for sha256, place in wanted.items() if sha256 not in contents}
    if source.kind in READERS:
        gate = make_gate(reach, location, source.path)
        rules = {
            key: ItemRules(put_back=put_back.get(key, frozenset()), is_kept_out=gate)
            for key in unread
        }
        tried = cache.list_tried(source.kind, unread)
        for is_second, one in ((False, sandbox), (True, sandbox.grow())):
            places_now = {key: at for key, at in unread.items() if (key in tried) is is_second}
            fresh = read_contents(source.kind, places_now, one, rules)
            contents |= _keep(
                source.kind, fresh, len(unread), partial(cache.keep, limits=one.limits)
            )
    return SourceReading(
        kind=source.kind,
        path=source.path,
        files=listing.files,
        contents=contents,
        findings=listing.findings,
        passed_over=listing.passed_over,
        matched=listing.matched,
    )


def _keep(
    kind: SourceKind,
    readings: Iterator[tuple[str, dict[str, Any]]],
    total: int,
    keep: Callable[[SourceKind, Mapping[str, dict[str, Any]]], None],
) -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = {}
    fresh: dict[str, dict[str, Any]] = {}
    for sha256, reading in readings:
        read[sha256] = fresh[sha256] = reading
        if len(fresh) == _KEPT_AT_ONCE:
            keep(kind, fresh)
            fresh = {}
        report_progress("read_files", len(read), total)
    if fresh:
        keep(kind, fresh)
    return read
