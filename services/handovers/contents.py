"""Contents: what was read of contents, kept in the database for every later harvest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from models.harvested import Content
from models.words import SourceKind
from services.handovers.harvesting import keep_readings
from services.harvest.readers import READERS
from services.store import Store

_AT_ONCE = 500
"""Contents of one query; databases bound how many values one may name."""


@dataclass(frozen=True)
class StoredContents:
    """The content cache of an installation."""

    store: Store

    def find_all(self, kind: SourceKind, sha256s: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return what this version of the reader made of contents; those it never read miss."""
        reader = READERS[kind]
        wanted = sorted(set(sha256s))
        found: dict[str, dict[str, Any]] = {}
        with self.store.read() as session:
            for start in range(0, len(wanted), _AT_ONCE):
                query = select(Content.sha256, Content.reading).where(
                    Content.reader == reader.name,
                    Content.version == reader.version,
                    col(Content.sha256).in_(wanted[start : start + _AT_ONCE]),
                )
                found.update((sha256, dict(kept)) for sha256, kept in session.exec(query))
        return found

    def keep(self, kind: SourceKind, readings: Mapping[str, dict[str, Any]]) -> None:
        """Keep what the reader made of contents."""
        with self.store.write() as session:
            keep_readings(session, kind, readings)
