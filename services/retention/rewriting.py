"""Rewriting: puts words in place of a person's full name and address, wherever we hold them."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, SQLModel, col, or_, select

from models.acting import IdempotencyKey
from models.found import FoundItem
from models.gap import Gap
from models.handover import Handover, Source
from models.harvest_rows import (
    ContactRow,
    Content,
    DocumentRow,
    EntryRow,
    FindingRow,
    FoundFileRow,
    ThreadRow,
)
from models.pack import Pack, dump_pack
from models.permission import SourcePermission
from models.proposal import Proposal
from models.reception import ReadBack, Survey
from models.record import Answer, PackEdition, Record
from models.signing import ReviewComment
from models.values import Value
from models.words import Language

_SHORT = 500
"""The longest a line may be: see models/values.py."""
_COLUMNS: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Answer, ("name",)),
    (Record, ("content", "declined_because")),
    (Proposal, ("content",)),
    (Gap, ("what", "whom_to_ask", "answer", "waived_because")),
    (ReadBack, ("text",)),
    (Survey, ("used", "wrong", "missing")),
    (ReviewComment, ("text",)),
    (FoundItem, ("identity", "content", "title", "note")),
    (SourcePermission, ("narrowing",)),
    (PackEdition, ("pack_json",)),
    (ContactRow, ("name", "email", "organization", "why")),
    (
        DocumentRow,
        ("path", "title", "authors", "duplicates", "versions", "holders", "why", "reason"),
    ),
    (EntryRow, ("title", "with_whom", "organizer", "location")),
    (ThreadRow, ("subject", "with_whom", "quote", "message_id")),
    (FindingRow, ("path", "reason", "place")),
    (Content, ("reading",)),
    (IdempotencyKey, ("response",)),
)
"""Every column of ours in which somebody may be named."""


@dataclass(frozen=True)
class Faded:
    """A person by name and address, and what stands for each instead, in each language."""

    name: str
    email: str
    address: str
    words: Callable[[Language], str]

    def make_rewriter(self, language: Language) -> Callable[[str], str]:
        """Return what puts the words in place of the person in a text of this language."""
        words = self.words(language)

        def rewrite(text: str) -> str:
            addressed = self._address.sub(self.address, text)
            rewritten = self._name.sub(lambda _: words, addressed)
            # What fitted into a line still has to.
            is_too_long = len(rewritten) > _SHORT >= len(text)
            return self._name.sub("…", addressed) if is_too_long else rewritten

        return rewrite

    def list_patterns(self) -> Iterator[str]:
        """Yield what a row that may name the person is LIKE, typed or as JSON escapes it."""
        parts = self.name.split()
        for texts in (parts, [*parts[-1:], *parts[:-1]], [self.email]):
            for escaped in (texts, [json.dumps(text)[1:-1] for text in texts]):
                yield "%" + "%".join(re.sub("([%_/])", r"/\1", text) for text in escaped) + "%"

    @cached_property
    def _name(self) -> re.Pattern[str]:
        first, *rest = parts = [re.escape(part) for part in self.name.split()]
        if not rest:
            # A single word may be an ordinary one, written small.
            return re.compile(rf"(?<!\w){first}(?!\w)")
        blank = r"\s+"
        in_order = rf"(?<!\w){blank.join(parts)}(?!\w)"
        # "Sow, Ana" is one person only where nothing else of a list stands beside it.
        turned = rf"""(?:^|(?<=["(;])){parts[-1]},\s*{blank.join(parts[:-1])}(?=$|[");]|\s*<)"""
        return re.compile(f"{in_order}|{turned}", re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-]|\.\w)", re.IGNORECASE)


def rewrite_all(session: Session, faded: Faded) -> Iterator[SQLModel]:
    """Rewrite every row that names the person; yield each that changed."""
    languages = dict(session.exec(select(Handover.id, Handover.language)).all())
    for table, columns in _COLUMNS:
        for row in session.exec(_find_rows(table, columns, faded)):
            language = languages.get(getattr(row, "handover_id", None), Language.en)
            if _rewrite_row(row, columns, faded.make_rewriter(Language(language))):
                session.add(row)
                yield row


def list_held(session: Session, rows: Sequence[SQLModel]) -> list[str]:
    """Return the references of the handovers under a legal hold that such rows belong to."""
    owners = {getattr(row, "handover_id", None) for row in rows}
    read = [row.sha256 for row in rows if isinstance(row, Content)]
    held = session.exec(select(Handover).where(col(Handover.legal_hold))).all()
    return sorted(
        handover.reference
        for handover in held
        if handover.id in owners or _has_read(session, handover, read)
    )


def _has_read(session: Session, handover: Handover, sha256s: Sequence[str]) -> bool:
    query = select(FoundFileRow.sha256).join(Source, col(FoundFileRow.source_id) == col(Source.id))
    query = query.where(Source.handover_id == handover.id)
    found: set[str] = set(session.exec(query)) if sha256s else set()
    return not found.isdisjoint(sha256s)


def _find_rows(table: type[SQLModel], columns: Sequence[str], faded: Faded) -> Any:
    texts = [cast(getattr(table, name), String) for name in columns]
    patterns = sorted(set(faded.list_patterns()))
    return select(table).where(
        or_(*(text.ilike(pattern, escape="/") for text in texts for pattern in patterns))
    )


def _rewrite_row(row: SQLModel, columns: Sequence[str], rewrite: Callable[[str], str]) -> bool:
    if isinstance(row, PackEdition):
        return _rewrite_edition(row, rewrite)
    before = {name: getattr(row, name) for name in columns}
    after = {name: _walk(value, rewrite) for name, value in before.items()}
    row.sqlmodel_update(after)
    if isinstance(row, Record) and after["content"] != before["content"]:
        row.is_redacted = True
    return before != after


def _rewrite_edition(edition: PackEdition, rewrite: Callable[[str], str]) -> bool:
    before = json.loads(edition.pack_json)
    after = _walk(before, rewrite)
    if before == after:
        return False
    edition.pack_json = dump_pack(Pack.model_validate(after))
    edition.sha256 = hashlib.sha256(edition.pack_json.encode()).hexdigest()
    return True


def _walk(value: Any, rewrite: Callable[[str], str]) -> Any:
    # Enumerations are texts too, but no typed ones.
    if type(value) is str:
        return rewrite(value)
    if isinstance(value, tuple | list):
        return type(value)(_walk(one, rewrite) for one in value)
    if isinstance(value, dict):
        return {name: _walk(one, rewrite) for name, one in value.items()}
    if isinstance(value, Value):
        dumped = value.model_dump(by_alias=True)
        walked = _walk(dumped, rewrite)
        return value if walked == dumped else type(value).model_validate(walked)
    return value
