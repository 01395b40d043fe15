"""Alone: who has the database open is known, and a restore waits for nobody to have it.

Of SQLite a restore replaces the file: a program that has the old one open would go on writing to
what is no longer there. So each connection shares a lock beside the database for as long as it is
open, and a restore holds that lock alone. On PostgreSQL the server knows who is connected.
"""

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from models.errors import WrongStateError

APPLICATION = "baton"
"""By this name PostgreSQL knows our connections."""
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :name AND pid <> pg_backend_pid()"
)
_held_alone: set[Path] = set()
"""The databases that this process holds alone: its own connections to them share no lock."""


class SharedConnection(sqlite3.Connection):
    """A connection that shares the lock of its database from before it opens until it is closed."""

    def __init__(self, database: str, *args: Any, **options: Any) -> None:
        self._let_go = _share(self, Path(database))
        super().__init__(database, *args, **options)

    def close(self) -> None:
        """Close it, then let go of the lock."""
        super().close()
        self._let_go()


@contextmanager
def hold_alone(place: Path) -> Iterator[None]:
    """Keep everybody else from opening a database of SQLite; a process that dies lets go of it.

    Raises:
        WrongStateError: somebody else has it open.
    """
    if place in _held_alone:
        yield
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _open_lock(place)
    try:
        _take(lock, fcntl.LOCK_EX, _say_used(place))
        _held_alone.add(place)
        yield
    finally:
        _held_alone.discard(place)
        os.close(lock)


def check_unused(place: Path) -> None:
    """Check that no program of others has a database of SQLite open, and settle its log.

    Raises:
        WrongStateError: one has.
    """
    if not place.exists():
        return
    # A damaged one is no reason to keep it.
    with suppress(sqlite3.DatabaseError):
        database = sqlite3.connect(place, timeout=0)
        try:
            # SQLite does this only for the one who has it alone.
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise WrongStateError(_say_used(place)) from error
        finally:
            database.close()


def check_alone(connection: Connection) -> None:
    """Check that nobody else of ours is connected to this database of PostgreSQL.

    Raises:
        WrongStateError: somebody is.
    """
    if connection.execute(_OTHERS, {"name": APPLICATION}).scalar_one():
        raise WrongStateError(_say_used("the database"))


def _share(owner: SharedConnection, place: Path) -> Callable[[], object]:
    try:
        lock = _open_lock(place)
    except OSError:
        # Where no file can be made, none can be replaced either.
        return object
    if place not in _held_alone:
        try:
            _take(lock, fcntl.LOCK_SH, _say_restored(place))
        except WrongStateError:
            os.close(lock)
            raise
    return weakref.finalize(owner, os.close, lock)


def _open_lock(place: Path) -> int:
    return os.open(f"{place}-lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(lock: int, how: int, refusal: str) -> None:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise WrongStateError(refusal) from None


def _say_used(place: Path | str) -> str:
    return (
        f"another program works on {place} just now: wait until it ends, or stop it, then restore "
        "again; nothing was replaced."
    )


def _say_restored(place: Path) -> str:
    return f"a backup is being restored to {place} just now: wait until that ends."
