"""Engine database: Prefect's database without a run in it, made once and copied from then on.

Prefect makes its tables by more than a hundred migrations, five seconds of work for every new data
folder. Run as `python -m portal.up.engine_database`, as .ci/setup does, this module has Prefect do
so once and keeps the file beside the libraries, under the name of Prefect's version. Without that
file, or where it is broken, Prefect makes its tables itself.
"""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from models.errors import InvalidInputError
from portal.up.engine_server import enclose_prefect, run_server
from services.leftovers import remove_left_folders, temporary_folder

NAME = "prefect.db"
_KIND = "new"
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_KIND_OF_ERROR = 0xFF
"""The rest of an error's number says more exactly what it was."""
_FOLDER = Path(sys.prefix) / "share" / "baton"


def locate_template() -> Path:
    """Return where the database for this version of Prefect is kept."""
    return _FOLDER / f"prefect-{version('prefect')}.db"


def make_template(template: Path) -> None:
    """Have Prefect make its tables, and keep them as the file `template`.

    Raises:
        TemporaryError: Prefect's server did not start.
    """
    with temporary_folder(template.parent, _KIND) as home:
        part = home / "part.db"
        enclose_prefect(home)
        with run_server(home / "server.log") as server:
            server.wait_until_ready()
        with closing(sqlite3.connect(home / NAME)) as database:
            # One file without its write-ahead log.
            database.execute("VACUUM INTO ?", (str(part),))
        part.replace(template)


def place_database(home: Path, template: Path | None = None) -> bool:
    """Put a copy into Prefect's folder where it has no database yet; return whether it was put.

    Args:
        home: Prefect's folder.
        template: what is copied; default: the file of this version of Prefect.

    Raises:
        InvalidInputError: what stands in its place is no database.
    """
    _check_database(home / NAME)
    template = template or locate_template()
    remove_left_folders(home, _KIND)
    # A log without its database: SQLite would play it into the copy, and removes it from a new one.
    if any(home.glob(f"{NAME}*")) or not _is_whole(template):
        return False
    try:
        with temporary_folder(home, _KIND) as folder:
            shutil.copyfile(template, folder / NAME)
            # In one step, and only where there is none: another run may begin at this moment.
            os.link(folder / NAME, home / NAME)
    except OSError:
        return False
    return True


def _check_database(path: Path) -> None:
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & _KIND_OF_ERROR in _BUSY:
            return  # Somebody else has it just now, for which Prefect waits.
        raise InvalidInputError(
            f'"{path}" is no whole database ({error}): move it away, then run the same command '
            "again. It holds the history of runs that Prefect shows, nothing of a handover."
        ) from error


def _is_whole(template: Path) -> bool:
    if not template.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{template}?mode=ro", uri=True)) as database:
            (check,) = database.execute("PRAGMA quick_check").fetchone()
            tables = database.execute("SELECT count(*) FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(check == "ok" and tables == (1,))


def main() -> None:
    """Keep the database for this version of Prefect, and no other."""
    template = locate_template()
    for other in set(_FOLDER.glob("prefect-*.db")) - {template}:
        other.unlink()
    if not _is_whole(template):
        make_template(template)


if __name__ == "__main__":
    main()
