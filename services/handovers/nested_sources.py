"""Nested sources: a source that lies in another one, or names the same place as another kind.

Each place goes by the permission of the innermost source that names it, so that no yes to a folder
opens what was refused, or not answered, or narrowed, below it. A place that is named twice, such as
a folder and a mailbox, is read where nobody refused it, and as far as both permissions reach.

A file of its own: what may be read, what is taken back and what is shown all have to agree on it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, select

from models.handover import Source
from models.harvest_rows import FoundFileRow
from models.words import SourceKind


def list_same(sources: Sequence[Source], source: Source) -> list[Source]:
    """Return the sources that name the same place, with this one itself at the beginning."""
    same = [one for one in sources if one.location == source.location and one is not source]
    return [source, *same]


def list_inside(sources: Sequence[Source], source: Source) -> list[Source]:
    """Return the other sources that lie inside of this one."""
    place = Path(source.location)
    return [one for one in sources if place in Path(one.location).parents]


def list_other_places(sources: Sequence[Source], source: Source) -> tuple[Path, ...]:
    """Return the places of the other sources, wherever they are: links and mounts lead anywhere."""
    return tuple(Path(one.location) for one in sources if one.location != source.location)


def list_also_listed(session: Session, sources: Sequence[Source], source: Source) -> list[Source]:
    """Return the other sources that list something of this one's place.

    Those of the same place do, and those that hold it may: an older version read both as one.
    """
    place = Path(source.location)
    above = {str(one) for one in (place, *place.parents)}
    others = [one for one in sources if one.location in above and one is not source]
    return [one for one in others if one.is_read and _lists(session, one, source.location)]


def _lists(session: Session, source: Source, place: str) -> bool:
    if source.kind is not SourceKind.folder:
        return True  # A mailbox is listed as one thing, whatever it is made of.
    at, below = os.fsencode(place), os.fsencode(f"{place}/")
    files = session.exec(select(FoundFileRow.location).where(FoundFileRow.source_id == source.id))
    return any(file == at or file.startswith(below) for file in files)
