"""Contents: what was read of contents, kept in the database for every later harvest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.harvested import Content
from models.words import SourceKind
from services.handovers.harvesting import keep_readings
from services.harvest.readers import READERS
from services.store import Store


@dataclass(frozen=True)
class StoredContents:
    """The content cache of an installation."""

    store: Store

    def find(self, kind: SourceKind, sha256: str) -> dict[str, Any] | None:
        """Return what this version of the reader made of a content, None if it never read it."""
        reader = READERS[kind]
        with self.store.read() as session:
            content = session.get(Content, (sha256, reader.name))
            is_known = content is not None and content.version == reader.version
            return content.reading if content is not None and is_known else None

    def keep(self, kind: SourceKind, readings: Mapping[str, dict[str, Any]]) -> None:
        """Keep what the reader made of contents."""
        with self.store.write() as session:
            keep_readings(session, kind, readings)
