"""Harvesting: a handover's sources as they were fetched, listed and read, and what they mean.

What was read of a content is kept for every later harvest of the installation, so that nothing is
read twice. With people a handover is harvested once, and its plan says so.
"""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, or_, select

from models.handover import Handover, Source
from models.harvest import Finding, FoundFile, HarvestFacts
from models.harvest_rows import (
    ContactRow,
    Content,
    DocumentRow,
    EntryRow,
    FindingRow,
    FoundFileRow,
    ThreadRow,
)
from models.plan import StepAct
from models.values import Value
from models.words import SourceKind
from services.cases.source_urls import find_url_problem, is_url
from services.handovers.clearing import clear_harvested, list_sources
from services.handovers.loading import row_to_value
from services.handovers.plans import end_steps, finish_step, is_finished, list_open_steps
from services.harvest.source_files import Listing, Stat, find_unmatched
from services.harvest.source_readers import LIMITS, READERS, SourceReading
from services.isolation.sandbox_protocol import Limits
from services.offices.office_policies import get_office_policy
from services.outside_calls import Limits as CallLimits
from services.outside_calls import within
from services.plugins import find_source
from services.store import Store

FOLDER = "fetched"
"""Folder of the data folder for what was fetched."""
FETCH_LIMITS = CallLimits(total_seconds=3_600.0, size_bytes=50 << 30)
"""What one source that is named by URL may take."""
_STEP, _ONCE = "harvest", "once"
_AT_ONCE = 500
"""Contents of one query; databases bound how many values one may name."""


def list_to_fetch(session: Session, handover: Handover) -> list[Source]:
    """Return the sources that have to be brought here."""
    return [source for source in list_sources(session, handover) if is_url(source.path)]


def list_refused(session: Session, handover: Handover) -> dict[int, str]:
    """Return by number why sources that are named by URL may not be fetched, by today's policy."""
    hosts = get_office_policy(session, handover).url_hosts
    problems = {
        source.row_id: find_url_problem(source.path, hosts)
        for source in list_to_fetch(session, handover)
    }
    return {number: problem for number, problem in problems.items() if problem}


def fetch(source: Source, folder: Path, limits: CallLimits = FETCH_LIMITS) -> Path:
    """Bring a source here and return where it is; what cannot be had is a folder that is not there.

    Which then is listed with its reason, as a share that has gone is.
    """
    plugin = find_source(source.path)
    place = folder.resolve() / str(source.position)
    missing = place / "not-fetched"
    if plugin is None:
        return missing
    place.mkdir(parents=True, exist_ok=True)
    try:
        within(limits.total_seconds, lambda: plugin.fetch(source.path, place))
    except Exception:  # noqa: BLE001 - somebody else's code; the listing says that it is missing
        return missing
    if sum(path.lstat().st_size for path in place.rglob("*")) > limits.size_bytes:
        shutil.rmtree(place, ignore_errors=True)
        return missing
    return place


class ContentJob(Value):
    """A content that has not been read by this version of its reader."""

    kind: SourceKind
    path: str
    sha256: str
    location: bytes


def list_known(session: Session, source: Source) -> dict[str, Stat]:
    """Return what was seen of the source at the last run, by path."""
    rows = session.exec(select(FoundFileRow).where(FoundFileRow.source_id == source.id))
    return {row.path: row_to_value(row, Stat) for row in rows}


def keep_listing(session: Session, source: Source, listing: Listing) -> None:
    """Write what a source holds in place of what it held at the last run."""
    session.exec(delete(FoundFileRow).where(col(FoundFileRow.source_id) == source.id))
    session.exec(delete(FindingRow).where(col(FindingRow.source_id) == source.id))
    for file, sha256 in listing.files:
        session.add(FoundFileRow(source_id=source.row_id, sha256=sha256, **file.model_dump()))
    keep_findings(session, source, listing.findings)
    source.files = len(listing.files)
    source.skipped = len(listing.findings)
    session.add(source)


def keep_findings(session: Session, source: Source, findings: Iterable[Finding]) -> None:
    """Write what is reported of a source besides what is written already."""
    for finding in findings:
        session.add(
            FindingRow(
                handover_id=source.handover_id, source_id=source.row_id, **finding.model_dump()
            )
        )


def keep_listings(session: Session, handover: Handover, listings: Sequence[Listing]) -> None:
    """Write what each source of a handover holds, and which of its excludes fit nothing."""
    sources = list_sources(session, handover)
    for source, listing in zip(sources, listings, strict=True):
        keep_listing(session, source, listing)
    matched = [glob for listing in listings for glob in listing.matched]
    for first in sources[:1]:
        keep_findings(session, first, find_unmatched(handover.exclude, matched))


def list_unread(session: Session, handover: Handover, limits: Limits = LIMITS) -> list[int]:
    """Return one file's number for each content that its reader has not read in these limits."""
    unread: dict[tuple[str, str], int] = {}
    for source in list_sources(session, handover):
        reader = READERS.get(source.kind)
        if reader is None:
            continue
        read = select(Content.sha256).where(
            Content.reader == reader.name, col(Content.version).in_(reader.list_settled(limits))
        )
        query = select(FoundFileRow).where(
            FoundFileRow.source_id == source.id, col(FoundFileRow.sha256).not_in(read)
        )
        for row in session.exec(query.order_by(col(FoundFileRow.id))):
            unread.setdefault((reader.name, row.sha256), row.row_id)
    return list(unread.values())


def get_jobs(session: Session, numbers: Sequence[int]) -> list[ContentJob]:
    """Return what is to be read of these files."""
    query = select(FoundFileRow, Source.kind).join(
        Source, col(FoundFileRow.source_id) == col(Source.id)
    )
    rows = session.exec(query.where(col(FoundFileRow.id).in_(numbers)))
    return [
        ContentJob(kind=SourceKind(kind), path=row.path, sha256=row.sha256, location=row.location)
        for row, kind in rows
    ]


def list_tried(
    session: Session, kind: SourceKind, sha256s: Collection[str], limits: Limits
) -> set[str]:
    """Return the contents that failed within these limits, whose second try is due."""
    reader = READERS[kind]
    query = select(Content.sha256).where(
        Content.reader == reader.name,
        Content.version == reader.get_tried(limits),
        col(Content.sha256).in_(sha256s),
    )
    return set(session.exec(query))


def keep_readings(
    session: Session,
    kind: SourceKind,
    readings: Mapping[str, dict[str, Any]],
    limits: Limits = LIMITS,
) -> None:
    """Write what a reader made of contents; a newer version of the reader replaces the older's."""
    reader = READERS[kind]
    for sha256, reading in readings.items():
        content = session.get(Content, (sha256, reader.name))
        content = content or Content(sha256=sha256, reader=reader.name, version="", reading={})
        content.version, content.reading = reader.choose_version(reading, limits), reading
        session.add(content)


@dataclass(frozen=True)
class StoredContents:
    """The content cache of an installation."""

    store: Store
    limits: Limits = LIMITS
    """What reading one content may cost."""

    def list_tried(self, kind: SourceKind, sha256s: Collection[str]) -> set[str]:
        """Return the contents that failed within the limits, whose second try is due."""
        with self.store.read() as session:
            return list_tried(session, kind, sha256s, self.limits)

    def find_all(self, kind: SourceKind, sha256s: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return what this version of the reader made of contents, but for those it never read."""
        reader = READERS[kind]
        wanted = sorted(set(sha256s))
        found: dict[str, dict[str, Any]] = {}
        with self.store.read() as session:
            for start in range(0, len(wanted), _AT_ONCE):
                query = select(Content.sha256, Content.reading).where(
                    Content.reader == reader.name,
                    col(Content.version).in_(reader.list_settled(self.limits)),
                    col(Content.sha256).in_(wanted[start : start + _AT_ONCE]),
                )
                found.update((sha256, dict(kept)) for sha256, kept in session.exec(query))
        return found

    def keep(
        self, kind: SourceKind, readings: Mapping[str, dict[str, Any]], limits: Limits = LIMITS
    ) -> None:
        """Keep what the reader made of contents within these limits."""
        with self.store.write() as session:
            keep_readings(session, kind, readings, limits)


def gather_readings(session: Session, handover: Handover) -> tuple[SourceReading, ...]:
    """Return each source with its files and what was read of them."""
    return tuple(_gather(session, source) for source in list_sources(session, handover))


def _gather(session: Session, source: Source) -> SourceReading:
    rows = list(
        session.exec(
            select(FoundFileRow)
            .where(FoundFileRow.source_id == source.id)
            .order_by(col(FoundFileRow.path))
        )
    )
    contents = _find_contents(session, source)
    findings = session.exec(select(FindingRow).where(FindingRow.source_id == source.id))
    return SourceReading(
        kind=source.kind,
        path=source.path,
        files=tuple((row_to_value(row, FoundFile), row.sha256) for row in rows),
        contents=contents,
        findings=tuple(row_to_value(row, Finding) for row in findings),
    )


def _find_contents(session: Session, source: Source) -> dict[str, dict[str, Any]]:
    """Return what was read of the source's contents, in one query however many there are."""
    reader = READERS.get(source.kind)
    if reader is None:
        return {}
    mine = select(FoundFileRow.sha256).where(FoundFileRow.source_id == source.id)
    query = select(Content.sha256, Content.reading).where(
        Content.reader == reader.name,
        # What was cut short is listed with its reason, and its version says by what.
        or_(
            Content.version == reader.version, col(Content.version).startswith(f"{reader.version} ")
        ),
        col(Content.sha256).in_(mine),
    )
    return {sha256: dict(reading) for sha256, reading in session.exec(query)}


def keep_facts(session: Session, handover: Handover, facts: HarvestFacts) -> None:
    """Write what the harvest found in place of what it found before."""
    clear_harvested(session, handover)
    for table, values in _list_tables(facts):
        for value in values:
            session.add(table(handover_id=handover.row_id, **value.model_dump()))
    summaries = {(one.kind, one.path): one for one in facts.sources}
    for source in list_sources(session, handover):
        source.sqlmodel_update(summaries[source.kind, source.path].model_dump())
        session.add(source)


def _list_tables(facts: HarvestFacts) -> Iterable[tuple[type[SQLModel], Sequence[Value]]]:
    return (
        (DocumentRow, facts.documents),
        (ContactRow, facts.contacts),
        (EntryRow, facts.calendar),
        (ThreadRow, facts.threads),
        (FindingRow, facts.findings),
    )


def is_harvested(session: Session, handover: Handover) -> bool:
    """Whether a handover with people has had its harvest."""
    return handover.has_people and is_finished(session, handover, _STEP, _ONCE)


def end_harvest(session: Session, handover: Handover, now: datetime) -> None:
    """Note that the harvest is done, in the plan as well."""
    finish_step(session, handover, _STEP, _ONCE, now)
    end_steps(session, list_open_steps(session, handover, StepAct.harvest), now)
