"""Harvesting: a handover's sources as they were fetched, listed and read, and what they mean.

What was read of a content is kept for every later harvest of the installation, so that nothing is
read twice. With people a handover is harvested once, and its plan says so.
"""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

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
from models.permission import Narrowing
from models.plan import Gate, StepAct
from models.values import Value
from models.words import SourceKind
from services.cases.source_names import is_url
from services.cases.source_urls import find_host_problem, find_url_problem
from services.handovers.clearing import clear_harvested, list_sources
from services.handovers.found_items import list_closed, list_closed_contents, number_found
from services.handovers.gates import find_wait
from services.handovers.loading import row_to_value
from services.handovers.look_steps import open_look
from services.handovers.nested_sources import list_other_places
from services.handovers.permissions import (
    describe_permission,
    describe_permissions,
    list_narrowings,
    list_permissions,
    list_permitted,
)
from services.handovers.plans import end_steps, finish_step, is_finished, list_open_steps
from services.handovers.taking_back import forget_left_out
from services.harvest.allowed_parts import AllowedPart, has_kept_out_word
from services.harvest.source_files import Listing, Stat, find_unmatched
from services.harvest.source_readers import READERS, SourceReading
from services.offices.office_policies import get_office_policy
from services.outside_calls import CallLimits, within
from services.plugins import find_source

FOLDER = "fetched"
"""Folder of the data folder for what was fetched."""
FETCH_LIMITS = CallLimits(total_seconds=3_600.0, size_bytes=50 << 30)
"""What one source that is named by URL may take."""
_STEP = "harvest"


def list_to_fetch(session: Session, handover: Handover) -> list[Source]:
    """Return the sources that have to be brought here."""
    return [place.source for place in list_places(session, handover) if is_url(place.source.path)]


class Place(NamedTuple):
    """A source that is to be listed now, under which permission, and how much of it."""

    source: Source
    permission: str
    allowed: AllowedPart
    others: tuple[Path, ...] = ()
    """Where the other sources are that people are asked about, each by itself."""


def list_places(session: Session, handover: Handover) -> list[Place]:
    """Return the sources that may be listed and have not been under their present permission.

    Without people all are listed each time; with people what was listed does not change any more.
    """
    rows, sources = list_permissions(session, handover), list_sources(session, handover)
    narrowings = list_narrowings(session, handover)
    closed = list_closed(session, handover)
    contents = list_closed_contents(session, handover)
    places = [
        Place(
            source,
            describe_permission(rows, sources, source),
            AllowedPart(
                narrowings=narrowings[source.row_id], closed=closed, closed_contents=contents
            ),
            list_other_places(sources, source) if handover.has_people else (),
        )
        for source in list_permitted(session, handover)
    ]
    return [
        place
        for place in places
        if not handover.has_people or place.permission != place.source.listed_for
    ]


def list_refused(session: Session, handover: Handover) -> dict[int, str]:
    """Return by number why sources that are named by URL may not be fetched, by today's policy."""
    hosts = get_office_policy(session, handover).url_hosts
    problems = {
        source.row_id: find_host_problem(source.path, hosts) or find_url_problem(source.path)
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


def list_known(session: Session, source: Source) -> dict[str, Stat]:
    """Return what was seen of the source at the last run, by path."""
    rows = session.exec(select(FoundFileRow).where(FoundFileRow.source_id == source.id))
    return {row.path: row_to_value(row, Stat) for row in rows}


def keep_listing(session: Session, source: Source, listing: Listing, permission: str = "") -> None:
    """Write what a source holds under this permission in place of what it held before."""
    source.listed_for = permission
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


def keep_listings(
    session: Session, handover: Handover, places: Sequence[Place], listings: Sequence[Listing]
) -> None:
    """Write what these sources of a handover hold, and which of its excludes fit nothing."""
    sources = {place.row_id: place for place in list_permitted(session, handover)}
    for place, listing in zip(places, listings, strict=True):
        keep_listing(session, sources[place.source.row_id], listing, place.permission)
    if len(places) < len(list_sources(session, handover)):
        # An exclude may well fit what was not allowed.
        return
    matched = [glob for listing in listings for glob in listing.matched]
    for first in places[:1]:
        excludes = find_unmatched(handover.exclude, matched)
        keep_findings(session, sources[first.source.row_id], excludes)


def gather_readings(session: Session, handover: Handover) -> tuple[SourceReading, ...]:
    """Return each source with its files and what was read of them."""
    narrowings = list_narrowings(session, handover)
    return tuple(
        _leave_out(_gather(session, source), narrowings[source.row_id])
        for source in list_permitted(session, handover)
    )


def forget_others(session: Session, handover: Handover, readings: Sequence[SourceReading]) -> None:
    """Delete what is listed of sources and is in no reading: words of the leaver keep it out."""
    if not handover.has_people:
        return
    for source, reading in zip(list_permitted(session, handover), readings, strict=True):
        if reading.kind is SourceKind.folder:
            forget_left_out(session, source, {file.path for file, _ in reading.files})


def _leave_out(reading: SourceReading, narrowings: Sequence[Narrowing]) -> SourceReading:
    """Leave out files that a word keeps out and that had been read for somebody else before."""
    if reading.kind is not SourceKind.folder or not any(one.without for one in narrowings):
        return reading
    kept_out = {
        key for key, content in reading.contents.items() if has_kept_out_word(content, narrowings)
    }
    return reading.model_copy(
        update={"files": tuple(pair for pair in reading.files if pair[1] not in kept_out)}
    )


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
    for source in list_permitted(session, handover):
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
    """Whether a handover with people has had its harvest, of what may be read of it now."""
    permissions = describe_permissions(session, handover)
    return handover.has_people and is_finished(session, handover, _STEP, permissions)


def can_harvest(session: Session, handover: Handover) -> bool:
    """Whether everybody has said what may be read, and nothing of that is still to be read."""
    if not handover.has_people:
        return True
    is_asked = find_wait(session, handover, Gate.sources) is not None
    return not is_asked and not is_harvested(session, handover)


def end_harvest(session: Session, handover: Handover, now: datetime) -> None:
    """Note that the harvest is done, in the plan as well, and let the leaver look."""
    number_found(session, handover)
    finish_step(session, handover, _STEP, describe_permissions(session, handover), now)
    end_steps(session, list_open_steps(session, handover, StepAct.harvest), now)
    open_look(session, handover, now)
