"""Connections: SQLite and PostgreSQL, opened so that both keep the same promises.

A transaction that means to write says so as it begins, and only one of them is open at a time: the
audit chain cannot fork, and what a transaction has read stays true until it commits. The reasons
are in docs/decisions/0007-one-writer-at-a-time.md.

PostgreSQL keeps no text with the character U+0000, which broken files are full of. On every
database it becomes the replacement character on its way in, so that one odd mail subject neither
fails a harvest nor makes packs differ.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import Pool
from sqlmodel import create_engine

from models.errors import InvalidInputError
from services.destinations import make_data_folder
from services.store.alone import APPLICATION, SharedConnection

_NUL, _REPLACEMENT = "\0", "\ufffd"
WRITERS_LOCK = 0x4241544F4E
"""The advisory lock that a writer holds until its transaction ends: "BATON" in ASCII."""
_WAIT_MS = 15_000
"""How long a writer waits for the one before it."""
_WAIT_FOR_WAL_SECONDS = 15.0


def connect(url: str) -> tuple[Engine, Engine]:
    """Return the engine for writing and the one for reading; they share their connections.

    Raises:
        InvalidInputError: there is no folder to keep the database in, or the address is none.
    """
    engine, reader = _open_sqlite(url) if url.startswith("sqlite") else _open_postgresql(url)
    _replace_nuls(engine)
    return engine, reader


def _open_sqlite(url: str) -> tuple[Engine, Engine]:
    make_data_folder(Path(url.removeprefix("sqlite:///")).parent)
    engine = create_engine(url, connect_args={"factory": SharedConnection})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine, engine.execution_options(baton_reads=True)


def _open_postgresql(url: str) -> tuple[Engine, Engine]:
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        # A connection that the server has closed meanwhile is noticed before it is used.
        engine = create_engine(address, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            f'BATON_DATABASE_URL needs the driver "{error.name}", which is not installed: '
            "type .venv/bin/pip install 'psycopg[binary]', and write postgresql+psycopg://..."
        ) from error
    except (ArgumentError, ValueError) as error:
        # The address is not repeated: it may hold a password.
        raise InvalidInputError(
            "BATON_DATABASE_URL is not an address of a database: write "
            "postgresql+psycopg://user:password@host:5432/name, with characters such as @ in "
            "the password as %40."
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    reader = engine.execution_options(
        baton_reads=True, isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return engine, reader


def _prepare_sqlite(connection: Any, _record: Pool) -> None:
    # The driver must not begin transactions by itself: it would begin them deferred, and a
    # deferred one that turns to writing late fails with "database is locked" at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    _keep_a_write_ahead_log(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _keep_a_write_ahead_log(cursor: Any) -> None:
    # Two processes that open a new database at once both want to change its journal; SQLite
    # answers one of them "database is locked" without waiting, whatever the busy_timeout.
    deadline = time.monotonic() + _WAIT_FOR_WAL_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_locked = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_locked or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reads(connection) else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: Pool) -> None:
    # A machine that vanishes in the middle of writing lets go of the lock after a minute instead
    # of the two hours that are usual.
    was_autocommit, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute("SET tcp_keepalives_idle = 30")
        cursor.execute("SET tcp_keepalives_interval = 10")
        cursor.execute("SET tcp_keepalives_count = 3")
        cursor.execute(f"SET application_name = '{APPLICATION}'")
    connection.autocommit = was_autocommit


def _begin_postgresql(connection: Connection) -> None:
    if _reads(connection):
        return
    # What BEGIN IMMEDIATE is to SQLite. The statements after it see all that the writer before has
    # committed, as the isolation level is READ COMMITTED: each sees what is there when it begins.
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = {_WAIT_MS}; SELECT pg_advisory_xact_lock({WRITERS_LOCK})"
    )


def _reads(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("baton_reads"))


def _replace_nuls(engine: Engine) -> None:
    """Let the engine replace NUL characters in whatever is given to its statements."""
    event.listen(engine, "before_cursor_execute", _replace, retval=True)


def _replace(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    _many: Any,
) -> tuple[str, Any]:
    return statement, _clean(parameters)


def _clean(given: Any) -> Any:
    if isinstance(given, str):
        return given.replace(_NUL, _REPLACEMENT)
    if isinstance(given, dict):
        return {name: _clean(value) for name, value in given.items()}
    if isinstance(given, (list, tuple)):
        return type(given)(_clean(value) for value in given)
    return given
