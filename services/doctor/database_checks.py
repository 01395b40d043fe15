"""Database checks: whether the data folder and the database keep what they are given."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from models.errors import HandoverError, TemporaryError
from services.backups.restore_journal import is_unfinished
from services.doctor.checks import PROBES, Check, judge
from services.leftovers import temporary_folder
from services.private_files import list_wrong
from services.settings import Settings
from services.store import Store

OLDEST_POSTGRESQL = 14
"""The oldest version that the PostgreSQL project still repairs in 2026."""
_LOOK = (
    "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
    "WHERE datname = current_database()"
)
_BYTEWISE = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})
OLDEST_SQLITE = (3, 35, 0)
"""The first that returns the rows it has written (RETURNING)."""
NEEDED_BYTES = 500 * 2**20
"""Room for the database, the cache and the bag of a large exit."""
_SHOWN = 3
_PROBE = "probe é 中 ع.txt"


def check_postgresql(url: str) -> Check:
    """Return whether the server answers, is new enough, and has a database made for Baton."""
    try:
        store = Store(url)
        try:
            with store.read() as session:
                connection = session.connection()
                number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
                collation, encoding = connection.execute(text(_LOOK)).one()
        finally:
            store.close()
    except TemporaryError as fault:
        return judge("database", f"{fault} Start it, or correct BATON_DATABASE_URL")
    except HandoverError as fault:
        return judge("database", str(fault))
    major = number // 10_000
    return judge(f"PostgreSQL {major}", _find_problem(major, collation, encoding))


def _find_problem(major: int, collation: str, encoding: str) -> str | None:
    if major < OLDEST_POSTGRESQL:
        return f"the server is PostgreSQL {major}: use {OLDEST_POSTGRESQL} or newer"
    if encoding != "UTF8":
        wrong = f"the database keeps text as {encoding}"
    elif collation not in _BYTEWISE:
        wrong = f'the database sorts text by "{collation}", so that packs come out in another order'
    else:
        return None
    return (
        f"{wrong}: make one by CREATE DATABASE baton TEMPLATE template0 ENCODING 'UTF8' "
        "LOCALE 'C.UTF-8', and restore a backup into it (docs/postgresql.md)"
    )


def check_folder(data: Path) -> Check:
    """Return whether the data folder can be made, and a file in it written, synced and renamed."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with temporary_folder(data, PROBES) as folder:
            _write_synced(folder)
        problem = None
    except (OSError, UnicodeError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        problem = (
            f"{data} cannot be written to ({reason}): set BATON_DATA to a folder of yours, "
            f"or type mkdir -p '{data}' && chown $(id -u) '{data}' as root"
        )
    return judge(f"data folder {data}", problem)


def check_rights(settings: Settings) -> Check:
    """Return whether nobody else on this machine may read what Baton keeps."""
    wrong = [item.path for item in list_wrong(settings)]
    shown = ", ".join(f'"{path}"' for path in wrong[:_SHOWN])
    more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    problem = (
        f"others may read or run {shown}{more}: any other command of Baton corrects it, or, where "
        f"it is another user's, type chmod -R go= '{settings.data}' as that user"
    )
    return judge("rights of files", problem if wrong else None)


def check_free_space(data: Path) -> Check:
    """Return whether there is room on the disk of the data folder."""
    place = next(folder for folder in (data, *data.parents) if folder.exists())
    free_bytes = shutil.disk_usage(place).free
    problem = (
        f"{free_bytes // 2**20} MB are free at {place}, {NEEDED_BYTES // 2**20} MB are wanted: "
        "make room, or set BATON_DATA to a folder on another disk"
    )
    return judge("free space", None if free_bytes >= NEEDED_BYTES else problem)


def check_database(url: str, data: Path) -> Check:
    """Return whether the database answers; for SQLite, whether it can keep its journal."""
    if not url.startswith("sqlite"):
        return check_postgresql(url)
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        return judge("SQLite", f"SQLite is {version}: install a Python with {wanted} or newer")
    return judge(f"SQLite {version}", _find_journal_problem(data))


def check_pages(place: Path) -> Check:
    """Return whether every page of a SQLite database can be read and fits to the others."""
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as database:
            said = [row[0] for row in database.execute("PRAGMA quick_check(3)")]
    except sqlite3.Error as fault:
        said = [str(fault)]
    problem = (
        f"{place} is damaged ({'; '.join(said)}): stop baton up, keep a copy of the data folder, "
        "then put the newest backup back by baton restore DIR --over"
    )
    return judge("pages of the database", None if said == ["ok"] else problem)


def check_restore(data: Path) -> Check | None:
    """Return what is wrong where a restore has begun and not ended; else there is no such check."""
    if not is_unfinished(data):
        return None
    return judge(
        "restore",
        f"a restore into {data} has begun and not ended: any other command ends it, or says what "
        "keeps it from that",
    )


def _write_synced(folder: Path) -> None:
    probe = folder / "probe"
    with probe.open("wb") as file:
        file.write(b"probe")
        file.flush()
        os.fsync(file.fileno())
    probe.replace(folder / _PROBE)


def _find_journal_problem(data: Path) -> str | None:
    try:
        data.stat()  # It is made by another check, or cannot be.
        with temporary_folder(data, PROBES) as folder:
            connection = sqlite3.connect(folder / "probe.db")
            try:
                mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
                connection.execute("CREATE TABLE probe (number INTEGER)")
            finally:
                connection.close()
    except OSError as fault:
        return f"nothing can be written in {data} ({fault.strerror}): see the data folder above"
    except sqlite3.Error as fault:
        return (
            f"SQLite cannot write in {data} ({fault}): set BATON_DATA to a folder on a local disk"
        )
    if mode != "wal":
        return f"{data} cannot hold a write-ahead log: set BATON_DATA to a folder on a local disk"
    return None
