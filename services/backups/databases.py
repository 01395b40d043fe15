"""Databases: copies of the whole database, made while others write, and put back in one go."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url, text

from models.errors import InvalidInputError, TemporaryError
from services.backups.backup_manifest import DUMPS, DatabaseKind
from services.store import Store
from services.store.alone import check_alone, hold_alone

_SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")


def find_kind(url: str) -> DatabaseKind:
    """Return which kind of database an address names."""
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def dump_database(store: Store, folder: Path) -> Path:
    """Write one state of the whole database to a file in the folder, and return the file.

    Raises:
        InvalidInputError: PostgreSQL's own programs are missing or too old.
        TemporaryError: the database could not be read.
    """
    kind = find_kind(store.url)
    place = folder / DUMPS[kind]
    if kind == "sqlite":
        _copy_sqlite(locate_sqlite(store.url), place)
        return place
    with store.read() as session:
        number = session.connection().execute(text("SHOW server_version_num")).scalar_one()
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={place}"]
    _run([find_program("pg_dump", int(number) // 10_000), *options], store.url)
    return place


def locate_sqlite(url: str) -> Path:
    """Return the file of a SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def hold_database(url: str) -> Iterator[None]:
    """Keep everybody else from a database of SQLite; of PostgreSQL check that nobody is there.

    Raises:
        WrongStateError: somebody is.
    """
    if find_kind(url) == "sqlite":
        with hold_alone(locate_sqlite(url)):
            yield
        return
    store = Store(url)
    try:
        with store.read() as session:
            check_alone(session.connection())
    finally:
        store.close()
    yield


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            # All pages in one step: one state, and with a write-ahead log nobody has to wait.
            old.backup(new)
            problem = new.execute("PRAGMA quick_check").fetchone()[0]
        settle_sqlite(target)
    except sqlite3.Error as error:
        raise TemporaryError(f"the database {source} could not be copied ({error}).") from error
    if problem != "ok":
        raise TemporaryError(f"the copy of {source} is damaged ({problem}): look at its disk.")


def settle_sqlite(place: Path) -> None:
    """Make a database that nobody else uses one file, whole by itself and on the disk."""
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    with place.open("rb") as file:
        os.fsync(file.fileno())


def find_program(name: str, server: int = 0) -> str:
    """Return a program of PostgreSQL, one that is not older than the server.

    Raises:
        InvalidInputError: it is missing or too old.
    """
    installed = sorted(_SYSTEM_PROGRAMS.glob(f"*/bin/{name}"), key=_read_major)
    named = shutil.which(name)
    found = [str(path) for path in reversed(installed)] or ([named] if named else [])
    package = f"postgresql-client-{server}" if server else "postgresql-client"
    if not found:
        raise InvalidInputError(
            f"{name}, which belongs to PostgreSQL, is not installed here: type apt-get install "
            f"{package} as root."
        )
    said = subprocess.run([found[0], "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - PostgreSQL's own program
    version = said.stdout.split()[2].split(".")[0]
    if version.isdigit() and int(version) < server:
        raise InvalidInputError(
            f"{name} is of version {version} and the server of version {server}: type apt-get "
            f"install {package} as root."
        )
    return found[0]


def _read_major(path: Path) -> int:
    digits = "".join(one for one in path.parts[-3] if one.isdigit())
    return int(digits or 0)


def _run(command: Sequence[str], url: str | None) -> None:
    environment = dict(os.environ)
    words = list(command)
    if url:
        address = make_url(url)
        # A command line is readable for everybody on this machine, an environment is not.
        if address.password:
            environment["PGPASSWORD"] = str(address.password)
        plain = address.set(drivername="postgresql", password=None)
        words.insert(1, f"--dbname={plain.render_as_string(hide_password=False)}")
    ended = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        words, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise TemporaryError(
            f"{Path(words[0]).name} failed ({said}): nothing was changed; try again in a moment."
        )
