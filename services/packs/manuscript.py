"""Manuscript: a pack with its phrases and anchors at hand, from which sections are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from gettext import NullTranslations

from babel.lists import format_list

from models.pack import Pack, PackRecord
from models.words import Language
from services.translations import format_date, get_translator

SAFE_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
RESERVED = re.compile(r"section-.*|[A-Z]\d+")
"""Anchors of sections, and keys of the read-back's own questions."""


def mark(sentence: str) -> str:
    """Return the sentence unchanged; the call marks it as one to translate."""
    return sentence


def mark_count(one: str, many: str) -> tuple[str, str]:
    """Return the two sentences unchanged; the call marks them as one and many of the same."""
    return one, many


@dataclass(frozen=True)
class Phrases:
    """Says the sentences of the product in one language."""

    language: Language

    @cached_property
    def _translator(self) -> NullTranslations:
        return get_translator(self.language)

    def say(self, sentence: str, **values: object) -> str:
        """Return the translated sentence; `values` replace `{name}` and are never evaluated."""
        translated = self._translator.gettext(sentence)
        return translated.format(**values) if values else translated

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the sentence that fits the number, which replaces `{number}` in it."""
        translated = self._translator.ngettext(one, many, number)
        return translated.format(number=number, **values)

    def day(self, day: date) -> str:
        """Return the day in full: "20 November 2026"."""
        return format_date(day, self.language)

    def short_day(self, day: date) -> str:
        """Return the day as it fits into a table or a margin: "20 Nov 2026"."""
        return format_date(day, self.language, width="medium")

    def write(self, *sentences: str | None) -> str:
        """Return sentences one after the other; Chinese puts no blank between them."""
        return ("" if self.language is Language.zh else " ").join(filter(None, sentences))

    def join(self, names: Iterable[str]) -> str:
        """Return the names as one text: "Ana, Ben and Carla"."""
        locale = "en_GB" if self.language is Language.en else str(self.language)
        return format_list(list(names), locale=locale)


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
