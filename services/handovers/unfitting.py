"""Unfitting: which paths and labels of a yes to a part of a source let nothing through.

A file of its own: permissions know no files, and the harvest keeps files without asking why.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from models.handover import Source
from models.harvest_rows import Content, FoundFileRow
from models.permission import Narrowing, SourcePermission
from models.states import SourceState
from models.words import SourceKind
from services.handovers.permissions import list_in_force
from services.harvest.allowed_parts import has_label, has_match
from services.harvest.source_readers import READERS
from services.harvest.walk import label_source


def list_unfitting(
    session: Session, source: Source, rows: Sequence[SourcePermission]
) -> tuple[str, ...]:
    """Return the paths of a folder, or labels of a mailbox, by which nothing was read of it.

    There are none before a folder was listed, or a mailbox read.

    Args:
        session: the transaction.
        source: the source.
        rows: what was said, as far as who asks may see it.
    """
    if source.state is not SourceState.allowed or not source.listed_for:
        return ()
    listed_for = set(source.listed_for.split(","))
    in_force = [row for row in list_in_force(rows, source) if str(row.id) in listed_for]
    said = [row.narrowing for row in in_force]
    if source.kind is SourceKind.mailbox:
        return tuple(_list_labels(session, source, said))
    return tuple(_list_paths(session, source, said))


def _list_paths(session: Session, source: Source, said: Sequence[Narrowing]) -> Iterator[str]:
    globs = dict.fromkeys(path for one in said for path in one.paths)
    if globs:
        label = label_source(source.path)
        query = select(FoundFileRow.path).where(col(FoundFileRow.source_id) == source.id)
        names = [path.removeprefix(label).lstrip("/") for path in session.exec(query)]
        yield from (glob for glob in globs if not has_match(glob, names))


def _list_labels(session: Session, source: Source, said: Sequence[Narrowing]) -> Iterator[str]:
    wanted = dict.fromkeys(label for one in said for label in one.labels)
    if wanted:
        readings = _list_read(session, source)
        labels = {
            label for read in readings for mail in read["messages"] for label in mail["labels"]
        }
        yield from (label for label in wanted if readings and not has_label(label, labels))


def _list_read(session: Session, source: Source) -> list[Mapping[str, Any]]:
    mine = select(FoundFileRow.sha256).where(col(FoundFileRow.source_id) == source.id)
    query = select(Content.reading).where(
        Content.reader == READERS[source.kind].name, col(Content.sha256).in_(mine)
    )
    return list(session.exec(query))
