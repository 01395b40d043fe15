"""Store: opens the database, brings its tables up to date and gives out transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session

from models.errors import InvalidInputError
from services.lock_watch import holding_lock
from services.store.connections import connect
from services.store.database_faults import as_our_errors

_MIGRATIONS = Path(__file__).parent / "migrations"
_OF_A_DATABASE = ("packs", "bags", "audit")
"""Folders beside a database that nothing is put into before it has rows."""


class Store:
    """A database. `write` is one transaction with the intent to write, `read` one without."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine, self._reader = connect(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of SQLite; otherwise it is PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session; commit at the end, roll back on any error. One writes at a time.

        Keep it short: what takes long is done before (docs/decisions/0014-short-transactions.md).

        Raises:
            TemporaryError: the database could not be reached, or stayed locked by others.
        """
        with (
            as_our_errors(),
            holding_lock(),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing.

        Raises:
            TemporaryError: the database could not be reached.
        """
        with as_our_errors(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to this version's form; does nothing where they have it.

        Several processes may do so at once: the first does it, in one transaction with the intent
        to write, and the others wait for it and find it done.

        Raises:
            InvalidInputError: the tables are of a newer version than this one, or are gone.
            TemporaryError: the database could not be reached, or stayed locked by others.
        """
        with as_our_errors():
            found = self.find_version()
            if found is None and self.is_sqlite:
                check_not_lost(Path(self.url.removeprefix("sqlite:///")))
            if _is_to_migrate(found):
                _upgrade("head", engine=self._engine)

    def ping(self) -> None:
        """Ask the database whether it answers.

        Raises:
            TemporaryError: it does not.
        """
        with as_our_errors(), self._reader.connect() as connection:
            connection.execute(text("SELECT 1"))

    def find_version(self) -> str | None:
        """Return the version of the tables, None where there are none."""
        with as_our_errors(), self._reader.connect() as connection:
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
        InvalidInputError: there is no folder to keep it in, the address cannot be used, or the
            tables are of a newer version than this one.
        TemporaryError: the database could not be reached.
    """
    store = Store(url)
    store.migrate()
    return store


def get_newest_version() -> str:
    """Return the version of the tables that this version of Baton works with."""
    return list_versions()[0]


def list_versions() -> tuple[str, ...]:
    """Return all versions of the tables that this version of Baton knows, the newest first."""
    names = sorted((path.stem for path in _MIGRATIONS.glob("versions/[0-9]*.py")), reverse=True)
    return tuple(name.partition("_")[0] for name in names)


def check_not_lost(place: Path) -> None:
    """Check that no database was where there is none: an empty one would hide the loss.

    Raises:
        InvalidInputError: what a database belonged to is still there.
    """
    left = [name for name in _OF_A_DATABASE if any(place.parent.glob(f"{name}/*"))]
    if left:
        raise InvalidInputError(
            f'the database "{place}" is missing or empty, although {" and ".join(left)} of it are '
            "there: put the newest backup back by baton restore DIR --over, or set BATON_DATA to "
            "an empty folder to begin again."
        )


def make_tables(connection: Connection, version: str = "head") -> None:
    """Make the tables of a version where there are none, inside a transaction that is open."""
    _upgrade(version, connection=connection)


def _upgrade(version: str, **where: object) -> None:
    # Imported late: it takes a fifth of a second, and nearly every store that is opened has its
    # tables already.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes.update(where)
    command.upgrade(config, version)


def _is_to_migrate(found: str | None) -> bool:
    """Return whether tables of this version are to be brought up to date."""
    known = list_versions()
    if found is not None and found not in known:
        raise InvalidInputError(
            f'the database has the form "{found}", and this version of Baton knows forms up to '
            f'"{known[0]}": install the newer Baton that the database was used with, or restore a '
            "backup that this version made."
        )
    return found != known[0]
