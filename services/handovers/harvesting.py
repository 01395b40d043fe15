"""Harvesting: what was listed, what was read, what it means; kept so that nothing is read twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select

from models.handover import Handover, Source
from models.harvest import Finding, FoundFile, HarvestFacts
from models.harvested import (
    CalendarEntry,
    Contact,
    Content,
    Document,
    FindingRow,
    FoundFileRow,
    OpenThread,
)
from models.values import Value
from models.words import SourceKind
from services.handovers.clearing import clear_harvested, list_sources
from services.handovers.reading import row_to_value
from services.harvest.hashing import Stat
from services.harvest.readers import READERS, SourceReading
from services.harvest.sources import Listing


class ContentJob(Value):
    """A content that has not been read by this version of its reader."""

    kind: SourceKind
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
    for finding in listing.findings:
        session.add(
            FindingRow(
                handover_id=source.handover_id, source_id=source.row_id, **finding.model_dump()
            )
        )
    source.files = len(listing.files)
    source.skipped = len(listing.findings)
    session.add(source)


def list_unread(session: Session, handover: Handover) -> list[int]:
    """Return one file's number for each content that its reader has not read yet."""
    unread: dict[tuple[str, str], int] = {}
    for source in list_sources(session, handover):
        reader = READERS.get(source.kind)
        if reader is None:
            continue
        read = select(Content.sha256).where(
            Content.reader == reader.name, Content.version == reader.version
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
        ContentJob(kind=SourceKind(kind), sha256=row.sha256, location=row.location)
        for row, kind in rows
    ]


def keep_readings(
    session: Session, kind: SourceKind, readings: Mapping[str, dict[str, Any]]
) -> None:
    """Write what a reader made of contents; a newer version of the reader replaces the older's."""
    reader = READERS[kind]
    for sha256, reading in readings.items():
        content = session.get(Content, (sha256, reader.name))
        content = content or Content(sha256=sha256, reader=reader.name, version="", reading={})
        content.version, content.reading = reader.version, reading
        session.add(content)


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
        Content.version == reader.version,
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
        (Document, facts.documents),
        (Contact, facts.contacts),
        (CalendarEntry, facts.calendar),
        (OpenThread, facts.threads),
        (FindingRow, facts.findings),
    )
