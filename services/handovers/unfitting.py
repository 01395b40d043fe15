"""Unfitting: which paths of a yes to a part of a source let nothing through.

A file of its own: permissions know no files, and the harvest keeps files without asking why.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.handover import Source
from models.harvest_rows import FoundFileRow
from models.permission import SourcePermission
from models.states import SourceState
from models.words import SourceKind
from services.handovers.permissions import list_in_force
from services.harvest.allowed_parts import has_match
from services.harvest.walk import label_source


def list_unfitting(
    session: Session, source: Source, rows: Sequence[SourcePermission]
) -> tuple[str, ...]:
    """Return the paths by which nothing was read of a folder; none before it was listed.

    Args:
        session: the transaction.
        source: the source.
        rows: what was said, as far as who asks may see it.
    """
    is_listed = source.state is SourceState.allowed and source.listed_for
    if source.kind is not SourceKind.folder or not is_listed:
        return ()
    listed_for = set(source.listed_for.split(","))
    in_force = [row for row in list_in_force(rows, source) if str(row.id) in listed_for]
    globs = dict.fromkeys(path for row in in_force for path in row.narrowing.paths)
    if not globs:
        return ()
    label = label_source(source.path)
    query = select(FoundFileRow.path).where(col(FoundFileRow.source_id) == source.id)
    names = [path.removeprefix(label).lstrip("/") for path in session.exec(query)]
    return tuple(glob for glob in globs if not has_match(glob, names))
