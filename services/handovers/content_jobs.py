"""Content jobs: which contents are to be read, and what may be kept of what was read.

What was read of a content is kept for every later harvest of the installation.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select

from models.handover import Handover, Source
from models.harvest_rows import Content, FoundFileRow
from models.permission import Narrowing
from models.values import Value
from models.words import SourceKind
from services.handovers.clearing import list_sources
from services.handovers.nested_sources import list_other_places
from services.handovers.permissions import list_narrowings, list_permitted
from services.harvest.allowed_parts import AllowedPart, has_kept_out_word
from services.harvest.source_files import list_put_back
from services.harvest.source_readers import LIMITS, READERS
from services.harvest.walk import Reach, make_gate
from services.isolation.sandbox_protocol import Limits
from services.item_rules import ItemRules
from services.store import Store

_AT_ONCE = 500
"""Contents of one query; databases bound how many values one may name."""


class ContentJob(Value):
    """A content that has not been read by this version of its reader, and how much of it counts."""

    kind: SourceKind
    path: str
    sha256: str
    location: bytes
    narrowings: tuple[Narrowing, ...] = ()
    others: tuple[Path, ...] = ()
    """Where the other sources are that people are asked about."""

    def make_rules(self, excludes: tuple[str, ...]) -> ItemRules:
        """Return what of it is opened and kept."""
        allowed = AllowedPart(narrowings=self.narrowings)
        reach = Reach(excludes=excludes, put_back=allowed.put_back, others=self.others)
        gate = make_gate(reach, Path(os.fsdecode(self.location)), self.path)
        return allowed.make_item_rules(self.kind, list_put_back(self.path, allowed.put_back), gate)


def list_unread(session: Session, handover: Handover, limits: Limits = LIMITS) -> list[int]:
    """Return one file's number for each content that its reader has not read in these limits."""
    unread: dict[tuple[str, str], int] = {}
    for source in list_permitted(session, handover):
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
    query = select(FoundFileRow, Source).join(Source, col(FoundFileRow.source_id) == col(Source.id))
    rows = session.exec(query.where(col(FoundFileRow.id).in_(numbers))).all()
    if not rows:
        return []
    handover = session.get_one(Handover, rows[0][1].handover_id)
    narrowings = list_narrowings(session, handover)
    asked = list_sources(session, handover) if handover.has_people else []
    return [
        ContentJob(
            kind=source.kind,
            path=row.path,
            sha256=row.sha256,
            location=row.location,
            narrowings=narrowings[source.row_id],
            others=list_other_places(asked, source),
        )
        for row, source in rows
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


class Narrowed(NamedTuple):
    """What of readings was allowed, and the keys of contents that a word keeps out."""

    readings: dict[str, dict[str, Any]]
    kept_out: frozenset[str]
    limits: Limits
    """What reading them could cost."""


def narrow_readings(
    readings: Mapping[str, dict[str, Any]], jobs: Sequence[ContentJob], read_in: Limits
) -> Narrowed:
    """Return what of these readings was allowed, before any of it is kept."""
    allowed = {job.sha256: (job.kind, job.narrowings) for job in jobs}
    kept_out = frozenset(
        key
        for key, reading in readings.items()
        if allowed[key][0] is SourceKind.folder and has_kept_out_word(reading, allowed[key][1])
    )
    kept = {key: reading for key, reading in readings.items() if key not in kept_out}
    return Narrowed(kept, kept_out, read_in)


def keep_allowed(
    session: Session, numbers: Sequence[int], kind: SourceKind, narrowed: Narrowed
) -> None:
    """Keep readings of the files of these numbers that are still listed; forget what is kept out.

    Somebody may have said no while they were read: then nothing of it is kept.
    """
    mine = col(FoundFileRow.id).in_(numbers)
    session.exec(delete(FoundFileRow).where(mine, col(FoundFileRow.sha256).in_(narrowed.kept_out)))
    listed = set(session.exec(select(FoundFileRow.sha256).where(mine)))
    allowed = {key: one for key, one in narrowed.readings.items() if key in listed}
    keep_readings(session, kind, allowed, narrowed.limits)


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
        self,
        kind: SourceKind,
        readings: Mapping[str, dict[str, Any]],
        limits: Limits = LIMITS,
    ) -> None:
        """Keep what the reader made of contents within these limits."""
        with self.store.write() as session:
            keep_readings(session, kind, readings, limits)
