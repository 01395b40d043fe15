"""Restore journal: what a restore puts in place, so that a kill leaves nothing half done.

Everything new lies whole and checked on the disk before the journal is written. From then on the
restore can be gone on with, and taken back, from any moment: each move is one rename, and a move
that was made is not made again. Who runs any command next ends it: `finish_restore`.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Literal
from uuid import uuid4

from pydantic import AwareDatetime, Field, ValidationError

from models.errors import InvalidInputError, TemporaryError
from models.values import Value
from services.backups.backup_manifest import DatabaseKind
from services.backups.databases import find_kind, locate_sqlite
from services.backups.postgresql_loading import was_loaded
from services.bags.replacing import sync_folder
from services.leftovers import RESTORE_JOURNAL, RESTORE_STAGE
from services.store.alone import hold_alone

JOURNAL = RESTORE_JOURNAL
STAGE = RESTORE_STAGE
"""Folder of the data folder: below it what is new, and what was there before."""


class Swap(Value):
    """A place, what comes there (None: nothing), and where that goes which is there now."""

    place: Path
    new: Path | None
    old: Path


class Journal(Value):
    """A restore that has begun."""

    id: str = Field(default_factory=lambda: uuid4().hex)
    made_at: AwareDatetime
    """Of the backup."""
    database: DatabaseKind
    goes: Literal["forward", "back"] = "forward"
    swaps: tuple[Swap, ...]


def locate_stage(data: Path) -> Path:
    """Return the folder in which a restore puts everything ready."""
    return data / STAGE


def is_unfinished(data: Path) -> bool:
    """Whether a restore has begun to change the data folder, and has not ended."""
    return (data / JOURNAL).exists()


def write_journal(data: Path, journal: Journal) -> None:
    """Put the journal on the disk, in one step."""
    part = data / f"{JOURNAL}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(journal.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o600)
    part.replace(data / JOURNAL)
    sync_folder(data)


def finish_restore(data: Path, url: str) -> None:
    """End a restore that was killed: go on with it, or take it back; tidy up where none had begun.

    The caller holds the data folder.

    Raises:
        InvalidInputError: its journal cannot be read.
        WrongStateError: somebody has the database open.
        TemporaryError: something keeps it from ending; the next command tries again.
    """
    with hold_alone(locate_sqlite(url)) if find_kind(url) == "sqlite" else nullcontext():
        _finish(data, url)


def _finish(data: Path, url: str) -> None:
    journal = _read_journal(data)
    if journal is None:
        _tidy(data, swap_database(url) if find_kind(url) == "sqlite" else ())
        return
    try:
        if journal.database == "postgresql" and not was_loaded(url, journal.id):
            journal = journal.model_copy(update={"goes": "back"})
        end_restore(data, journal)
    except (OSError, TemporaryError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise TemporaryError(
            f"the restore of the backup of {journal.made_at:%Y-%m-%d %H:%M} UTC into {data} is not "
            f"finished, and cannot be yet ({reason}): put that right; the next command goes on."
        ) from error


def end_restore(data: Path, journal: Journal) -> None:
    """Make every move in the direction of the journal, then take the journal away."""
    if journal.goes == "forward":
        put_new(journal.swaps)
    else:
        write_journal(data, journal)
        _put_old_back(journal.swaps)
    (data / JOURNAL).unlink(missing_ok=True)
    sync_folder(data)
    _tidy(data, journal.swaps)


def swap_database(url: str) -> tuple[Swap, ...]:
    """Return the moves of a database of SQLite, all beside its place: it may have its own disk.

    What is left of the old write-ahead log must never meet the new database: it goes first.
    """
    place = locate_sqlite(url)
    new = place.with_name(f".{place.name}.restore")
    swaps = ((place.with_name(f"{place.name}{end}"), None) for end in ("-wal", "-shm"))
    return tuple(
        Swap(place=one, new=new, old=one.with_name(f".{one.name}.before-restore"))
        for one, new in (*swaps, (place, new))
    )


def put_new(swaps: Sequence[Swap]) -> None:
    """Put everything new in place; what was there steps aside."""
    for swap in swaps:
        if swap.new is not None and not os.path.lexists(swap.new):
            continue  # It is in place already.
        if os.path.lexists(swap.place):
            if os.path.lexists(swap.old):
                _remove(swap.place)  # Somebody made it again meanwhile.
            else:
                swap.place.rename(swap.old)
        if swap.new is not None:
            swap.new.rename(swap.place)
    _sync(swaps)


def _put_old_back(swaps: Sequence[Swap]) -> None:
    for swap in reversed(swaps):
        if swap.new is not None and not os.path.lexists(swap.new) and os.path.lexists(swap.place):
            swap.place.rename(swap.new)
        if os.path.lexists(swap.old):
            _remove(swap.place)
            swap.old.rename(swap.place)
    _sync(swaps)


def _sync(swaps: Sequence[Swap]) -> None:
    for folder in sorted({swap.place.parent for swap in swaps}):
        sync_folder(folder)


def _tidy(data: Path, swaps: Sequence[Swap]) -> None:
    """Remove what is needed no more: it holds what people told, as the rest of the folder does."""
    for swap in swaps:
        _remove(swap.old)
        if swap.new is not None:
            _remove(swap.new)
    _remove(locate_stage(data))
    _remove(data / f"{JOURNAL}.part")


def _read_journal(data: Path) -> Journal | None:
    try:
        return Journal.model_validate_json((data / JOURNAL).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInputError(
            f"{data / JOURNAL} cannot be read ({error.strerror}): make it readable for the user "
            "that runs Baton, so that the restore that was begun can end."
        ) from error
    except ValidationError:
        raise InvalidInputError(
            f"{data / JOURNAL} is damaged, so the restore that was begun cannot end by itself: "
            f"keep a copy of {data}, then set BATON_DATA to an empty folder and restore there."
        ) from None


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
