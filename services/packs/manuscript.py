"""Manuscript: a pack with its words and anchors at hand, for those who write its sections."""

import re
from dataclasses import dataclass
from functools import cached_property

from models.pack import Pack, PackRecord
from services.packs.phrases import Phrases

SAFE_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
RESERVED = re.compile(r"section-.*|[A-Z]\d+")
"""Anchors of sections, and keys of the read-back's own questions."""


@dataclass(frozen=True)
class Manuscript:
    """What the sections of one document are written from."""

    pack: Pack

    @cached_property
    def phrases(self) -> Phrases:
        """The words of the pack's language."""
        return Phrases(self.pack.language)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Record id to anchor: the id itself, unless it could not be one."""
        anchors: dict[str, str] = {}
        taken: set[str] = set()
        for number, record in enumerate(self.pack.records, start=1):
            anchor = record.id
            is_free = SAFE_ANCHOR.fullmatch(anchor) and not RESERVED.fullmatch(anchor)
            if not is_free or anchor in taken:
                anchor = f"record-{number:03}"
            while anchor in taken:
                anchor += "-x"
            taken.add(anchor)
            anchors[record.id] = anchor
        return anchors

    @property
    def owner(self) -> str:
        """Who looks after what names nobody else."""
        pack = self.pack
        return pack.receiver.name if pack.receiver else pack.manager.name

    def pick(self, *kinds: str) -> tuple[PackRecord, ...]:
        """Return the records of these kinds, the most important first."""
        picked = (record for record in self.pack.records if record.content.kind in kinds)
        return tuple(sorted(picked, key=lambda record: record.content.priority.rank))

    def find_target(self, record_id: str | None) -> str | None:
        """Find the anchor of a record; None where the pack does not hold it."""
        return self.anchors.get(record_id or "")
