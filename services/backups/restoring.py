"""Restoring: puts a backup in the place of an installation, or leaves everything as it was.

A copy of the backup is checked first. Then new files and folders take the places of the old ones
by renaming, all of them or none.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import inspect
from sqlmodel import col, func, select

from models.audit import AuditEvent
from models.errors import InvalidInputError
from models.handover import Handover, Person
from services.backups.backup_manifest import DUMPS, Manifest, check_backup
from services.backups.databases import find_kind, load_postgresql, locate_sqlite
from services.backups.making import list_kept_folders
from services.store import Store


class Swap(NamedTuple):
    """A place, and what comes there; None where nothing does."""

    place: Path
    new: Path | None


def restore_backup(folder: Path, url: str, data: Path, *, over: bool) -> Manifest:
    """Replace the database at `url` and the folders of the data folder by those of a backup.

    The caller sees to it that nothing else runs on them. On any error both are as they were.

    Args:
        folder: a backup.
        url: address of the database, of the same kind as in the backup.
        data: the data folder; its secrets, its cache and Prefect's database stay as they are.
        over: whether what is there may be replaced.

    Raises:
        InvalidInputError: the backup is damaged, or newer than this version, or of another kind of
            database; or there is something already.
        TemporaryError: the database could not be reached.
    """
    manifest = check_backup(folder)
    if find_kind(url) != manifest.database:
        raise InvalidInputError(
            f"{folder} holds a database of {manifest.database}, and BATON_DATABASE_URL names one "
            f"of {find_kind(url)}: set it to a database of the same kind."
        )
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not over and (list_kept_folders(data) or _holds_something(url)):
        raise InvalidInputError(
            f"there is an installation in {data} already: give --over to replace it, all of it, "
            "by the backup; or set BATON_DATA to an empty folder."
        )
    with _staged(folder, manifest, data) as stage:
        folders = [Swap(place, None) for place in list_kept_folders(data)]
        folders = [swap for swap in folders if not (stage / swap.place.name).is_dir()]
        folders += [Swap(data / new.name, new) for new in list_kept_folders(stage)]
        dump = stage / DUMPS[manifest.database]
        if manifest.database == "sqlite":
            _replace_sqlite(dump, locate_sqlite(url), folders)
        else:
            with _swapped(folders):
                load_postgresql(url, dump)
            _bring_up_to_date(url)
    return manifest


def _replace_sqlite(dump: Path, place: Path, folders: list[Swap]) -> None:
    # Beside its place, as that may be on another disk than the data folder.
    new = place.with_name(f".{place.name}.restore")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copyfile(dump, new)
        new.chmod(0o600)
        # Old tables become new ones before anything is replaced.
        _check_sqlite(new)
        _bring_up_to_date(f"sqlite:///{new}")
        # What is left of the old write-ahead log must never meet the new database.
        logs = [Swap(place.with_name(f"{place.name}{end}"), None) for end in ("-wal", "-shm")]
        with _swapped([*folders, *logs, Swap(place, new)]):
            pass
    finally:
        for end in ("", "-wal", "-shm"):
            new.with_name(f"{new.name}{end}").unlink(missing_ok=True)


def _check_sqlite(place: Path) -> None:
    try:
        with closing(sqlite3.connect(place)) as database:
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise InvalidInputError(f"the database of the backup is damaged ({said}): take another.")


@contextmanager
def _staged(folder: Path, manifest: Manifest, data: Path) -> Iterator[Path]:
    """Give a copy of the backup on the disk of the data folder, of what the manifest lists."""
    stage = data / ".restore"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        for file in manifest.files:
            place = stage / file.path
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(folder / file.path, place)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _bring_up_to_date(url: str) -> None:
    store = Store(url)
    try:
        store.migrate()
    finally:
        store.close()


def _holds_something(url: str) -> bool:
    """Whether the database holds a person, a handover or an event."""
    if find_kind(url) == "sqlite" and not locate_sqlite(url).exists():
        return False
    store = Store(url)
    try:
        if store.find_version() is None:
            return False
        with store.read() as session:
            names = set(inspect(session.connection()).get_table_names())
            return any(
                session.exec(select(func.count(col(table.id)))).one()
                for table in (Person, Handover, AuditEvent)
                if str(table.__tablename__) in names
            )
    finally:
        store.close()


@contextmanager
def _swapped(swaps: Sequence[Swap]) -> Iterator[None]:
    """Put the new ones in place; an error in the block, or here, brings all old ones back.

    New and old lie in the same folder as their place, so that each move is one rename.
    """
    done: list[Swap] = []
    try:
        for swap in swaps:
            done.append(swap)
            _remove(_locate_old(swap.place))
            if swap.place.exists():
                swap.place.rename(_locate_old(swap.place))
            if swap.new:
                swap.new.rename(swap.place)
        yield
    except BaseException:
        for swap in reversed(done):
            _put_back(swap)
        raise
    for swap in done:
        _remove(_locate_old(swap.place))


def _put_back(swap: Swap) -> None:
    old = _locate_old(swap.place)
    if swap.new and not swap.new.exists():
        _remove(swap.place)
    if old.exists():
        old.rename(swap.place)


def _locate_old(place: Path) -> Path:
    return place.with_name(f".{place.name}.before-restore")


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
