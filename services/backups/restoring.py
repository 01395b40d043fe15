"""Restoring: puts a backup in the place of an installation, or leaves everything as it was.

A copy of the backup is checked first, as one that somebody may have changed. Then new files and
folders take the places of the old ones by renaming, and a journal says which, so that a restore
that is killed is ended by the next command: restore_journal.py.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect
from sqlmodel import Session, col, func, select

from models.audit import AuditEvent
from models.errors import InvalidInputError, TemporaryError
from models.handover import Handover, Person
from services.audit import Head, read_heads, verify_chain
from services.backups.backup_manifest import DUMPS, Manifest, check_backup, copy_file
from services.backups.databases import find_kind, hold_database, locate_sqlite, settle_sqlite
from services.backups.known_tables import check_no_programs, check_schema, read_known_schema
from services.backups.making import list_kept_folders
from services.backups.postgresql_loading import load_rows, unpack_rows, was_loaded
from services.backups.restore_journal import (
    Journal,
    Swap,
    end_restore,
    finish_restore,
    locate_stage,
    put_new,
    swap_database,
    write_journal,
)
from services.bags.replacing import sync_folder
from services.store import Store
from services.store.alone import check_unused


def restore_backup(folder: Path, url: str, data: Path, *, over: bool) -> Manifest:
    """Replace the database at `url` and the folders of the data folder by those of a backup.

    The caller sees to it that no system runs on them. On any error both are as they were. A backup
    of an older version is brought up to date.

    Args:
        folder: a backup.
        url: address of the database, of the same kind as in the backup.
        data: the data folder; its secrets, its cache and Prefect's database stay as they are.
        over: whether what is there may be replaced.

    Raises:
        InvalidInputError: the backup is damaged, was changed, is newer than this version or of
            another kind of database; or there is something already.
        WrongStateError: somebody has the database open, and would go on writing to the old one.
        TemporaryError: the database could not be reached, or there is no room.
    """
    manifest = check_backup(folder)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold_database(url):
        finish_restore(data, url)
        _check_place(folder, manifest, url, None if over else data)
        _replace(folder, manifest, url, data)
    return manifest


def _replace(folder: Path, manifest: Manifest, url: str, data: Path) -> None:
    try:
        _put_ready(folder, manifest, data)
        if manifest.database == "sqlite":
            _restore_sqlite(manifest, url, data)
        else:
            _restore_postgresql(manifest, url, data)
    except OSError as error:
        raise TemporaryError(
            f"the backup could not be put in place ({error.strerror}: {error.filename}): put that "
            "right, then restore again; everything is as it was."
        ) from error
    finally:
        # Nothing is left of one that was refused; one that broke off in its middle is ended.
        finish_restore(data, url)


def _check_place(folder: Path, manifest: Manifest, url: str, empty: Path | None) -> None:
    """Check that the backup may be put there; `empty` is the data folder that must hold nothing."""
    if find_kind(url) != manifest.database:
        raise InvalidInputError(
            f"{folder} holds a database of {manifest.database}, and BATON_DATABASE_URL names one "
            f"of {find_kind(url)}: set it to a database of the same kind."
        )
    if empty and (list_kept_folders(empty) or _holds_something(url)):
        raise InvalidInputError(
            f"there is an installation in {empty} already: give --over to replace it, all of it, "
            "by the backup; or set BATON_DATA to an empty folder."
        )


def _put_ready(folder: Path, manifest: Manifest, data: Path) -> None:
    """Copy what the manifest lists to the disk of the data folder, where nobody changes it."""
    new = locate_stage(data) / "new"
    new.mkdir(parents=True, mode=0o700)
    (locate_stage(data) / "old").mkdir(mode=0o700)
    check_room(sum(file.size_bytes for file in manifest.files), data)
    for file in manifest.files:
        copy_file(folder, file, new)
    for place in (*(one for one in new.rglob("*") if one.is_dir()), new):
        sync_folder(place)


def check_room(need: int, data: Path) -> None:
    """Check that the disk of the data folder has room for this many bytes.

    Raises:
        TemporaryError: it has not.
    """
    free = shutil.disk_usage(data).free
    if need > free:
        raise TemporaryError(
            f"the backup needs {need / 2**20:,.0f} MB, and the disk of {data} has "
            f"{free / 2**20:,.0f} MB free: make room, then restore again; everything is as it was."
        )


def _restore_sqlite(manifest: Manifest, url: str, data: Path) -> None:
    stage = locate_stage(data) / "new"
    dump = stage / DUMPS["sqlite"]
    known = read_known_schema()
    check_no_programs(dump, known)
    # Old tables become new ones before anything is replaced.
    store = Store(f"sqlite:///{dump}")
    try:
        store.migrate()
        with store.read() as session:
            _check_chain(session, manifest, stage)
    finally:
        store.close()
    settle_sqlite(dump)
    check_schema(dump, known)
    swaps = swap_database(url)
    place, new = swaps[-1].place, swaps[-1].new
    assert new is not None  # noqa: S101 - a database comes there
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(dump, new)
    sync_folder(place.parent)
    check_unused(place)
    journal = Journal(
        made_at=manifest.made_at, database="sqlite", swaps=(*swaps, *_list_folders(data))
    )
    write_journal(data, journal)
    try:
        end_restore(data, journal)
    except OSError:
        end_restore(data, journal.model_copy(update={"goes": "back"}))
        raise


def _restore_postgresql(manifest: Manifest, url: str, data: Path) -> None:
    stage = locate_stage(data) / "new"
    rows = unpack_rows(stage / DUMPS["postgresql"])
    journal = Journal(
        made_at=manifest.made_at, database="postgresql", swaps=tuple(_list_folders(data))
    )
    write_journal(data, journal)
    store = Store(url)
    try:
        put_new(journal.swaps)
        load_rows(
            store,
            rows,
            manifest.tables,
            journal.id,
            lambda session: _check_chain(session, manifest, data),
        )
        store.migrate()
    finally:
        store.close()
        # Only a transaction of the database knows whether it was committed.
        goes = "forward" if was_loaded(url, journal.id) else "back"
        end_restore(data, journal.model_copy(update={"goes": goes}))


def _check_chain(session: Session, manifest: Manifest, data: Path) -> None:
    # The files were copied after the database: a head of later is of events that came later.
    heads: list[Head] = [one for one in read_heads(data) if one.at <= manifest.made_at]
    if manifest.chain_end is not None:
        heads.append(manifest.chain_end)
    report = verify_chain(session, heads)
    if report.fault is not None:
        number = f" event {report.fault.id}:" if report.fault.id else ""
        raise InvalidInputError(
            f"the audit chain of the backup does not hold:{number} {report.fault.what}; "
            "take another backup."
        )


def _list_folders(data: Path) -> Iterator[Swap]:
    """Yield what happens to each folder of the data folder: it is replaced, added or taken away."""
    stage = locate_stage(data)
    new = {place.name: place for place in list_kept_folders(stage / "new")}
    there = {place.name for place in list_kept_folders(data)}
    for name in sorted(there | new.keys()):
        yield Swap(place=data / name, new=new.get(name), old=stage / "old" / name)


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
