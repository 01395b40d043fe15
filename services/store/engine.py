"""Engine: opens the database, brings its tables up to date and gives out transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, create_engine

from models.errors import InvalidInputError, TemporaryError

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 15_000


class Store:
    """A database. `write` is one transaction with the intent to write, `read` one without."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _create_engine(url)
        self._reader = self._engine.execution_options(baton_begin="BEGIN")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session; commit at the end, roll back on any error.

        Raises:
            TemporaryError: the database stayed locked by others.
        """
        with (
            _as_temporary(),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing."""
        with _as_temporary(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to this version's form; does nothing where they have it."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["engine"] = self._engine
        command.upgrade(config, "head")

    def find_version(self) -> str | None:
        """Return the version of the tables, None where there are none."""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


@cache
def open_store(url: str) -> Store:
    """Return the store at `url` with its tables up to date; one for each process and URL.

    Raises:
        InvalidInputError: there is no folder to keep it in.
    """
    store = Store(url)
    store.migrate()
    return store


@contextmanager
def _as_temporary() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig)
        if "locked" in reason or "connect" in reason:
            raise TemporaryError(
                f"the database could not be reached ({reason}): try again in a moment."
            ) from error
        raise


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    _make_folder(Path(url.removeprefix("sqlite:///")).parent)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InvalidInputError(
            f'the data folder "{folder}" cannot be made ({error.strerror}): '
            "set BATON_DATA to a folder that may be written to."
        ) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: it would begin them deferred, and a
    # deferred one that turns to writing late fails with "database is locked" at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    how = connection.get_execution_options().get("baton_begin", "BEGIN IMMEDIATE")
    connection.exec_driver_sql(how)
