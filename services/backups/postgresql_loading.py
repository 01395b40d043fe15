"""PostgreSQL loading: puts the rows of a dump into tables of ours; no word of the dump is run.

A dump is a program for a database. Of this one only rows are taken: the tables are made by our own
migrations, and each row goes through COPY into a table and columns that are known there. All of it
is one transaction with its own mark, by which is told after a kill whether it was committed.
"""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import ColumnClause, Connection, column, delete, func, inspect, select, table, text

from models.errors import InvalidInputError, TemporaryError
from services.backups.databases import find_program
from services.store import Session, Store
from services.store.alone import check_alone
from services.store.store import make_tables
from services.store.tables import METADATA

_COPY = re.compile(rb'COPY public\."?([a-z_]+)"? \(([a-z_0-9", ]+)\) FROM stdin;\n')
_END = b"\\.\n"
_VERSIONS = "alembic_version"
_MOST_UNPACKED = 100
"""So many times its own size a dump may unpack to; texts of people unpack to some 10."""
_LINE = 1 << 26
"""The longest row, in bytes."""


class Rows(NamedTuple):
    """The rows of one table, in a file, as COPY reads them."""

    columns: tuple[str, ...]
    place: Path


def was_loaded(url: str, mark: str) -> bool:
    """Whether the loading that has this mark was committed."""
    store = Store(url)
    try:
        with store.read() as session:
            query = text("SELECT obj_description(to_regclass(:name), 'pg_class')")
            return session.connection().execute(query, {"name": _VERSIONS}).scalar() == mark
    finally:
        store.close()


def unpack_rows(dump: Path) -> Mapping[str, Rows]:
    """Write the rows of each table of a dump to a file beside it.

    Raises:
        InvalidInputError: PostgreSQL's own programs are missing, or it is no dump of ours.
    """
    most = dump.stat().st_size * _MOST_UNPACKED + (1 << 20)
    command = [find_program("pg_restore"), "--data-only", "--file=-", str(dump)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:  # noqa: S603 - PostgreSQL's own program
        assert reader.stdout  # noqa: S101 - as it was asked for
        try:
            found = dict(_split(reader.stdout, dump.parent, most))
        finally:
            reader.kill()
        said = reader.stderr.read().decode(errors="replace") if reader.stderr else ""
    if not found:
        reason = (said.strip().splitlines() or ["it holds no rows"])[0]
        raise InvalidInputError(
            f"the database of the backup is damaged (pg_restore failed: {reason}): take another."
        )
    return found


def load_rows(
    store: Store,
    rows: Mapping[str, Rows],
    version: str,
    mark: str,
    check: Callable[[Session], None],
) -> None:
    """Replace all tables of Baton by those of `version` with these rows, or change nothing.

    Args:
        store: the database.
        rows: of each table.
        version: of the tables.
        mark: what tells afterwards that it was done.
        check: called before it is committed; whatever it raises takes everything back.

    Raises:
        InvalidInputError: a table or a column is none of that version.
        WrongStateError: somebody else of ours is connected.
        TemporaryError: the database refused it; it is as it was.
    """
    with store.write() as session:
        connection = session.connection()
        check_alone(connection)
        _drop_tables(connection)
        others = {None, *inspect(connection).get_table_names()}
        make_tables(connection, version)
        found = inspect(connection).get_sorted_table_and_fkc_names()
        order = [name for name, _ in found if name and name not in others]
        _check_known(connection, rows, order)
        for name in reversed(order):
            if name not in (_VERSIONS, "audit_event"):
                # A migration may have put rows there; they are in the dump as well.
                connection.execute(delete(table(name)))
        for name in order:
            if name in rows and name != _VERSIONS:
                _copy(connection, name, rows[name])
        check(session)
        connection.exec_driver_sql(f"COMMENT ON TABLE {_VERSIONS} IS '{mark}'")


def _drop_tables(connection: Connection) -> None:
    names = ", ".join(f'"{name}"' for name in sorted([*METADATA.tables, _VERSIONS]))
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {names} CASCADE")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_audit_change() CASCADE")


def _check_known(connection: Connection, rows: Mapping[str, Rows], order: list[str]) -> None:
    for name, found in rows.items():
        known = (
            {one["name"] for one in inspect(connection).get_columns(name)}
            if name in order
            else set()
        )
        if set(found.columns) != known:
            raise InvalidInputError(
                f'the backup holds a table "{name}" that is none of ours, or not as ours is: '
                "take another."
            )


def _copy(connection: Connection, name: str, rows: Rows) -> None:
    columns = ", ".join(f'"{column}"' for column in rows.columns)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the connection is open
    try:
        with (
            driver.cursor() as cursor,
            cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy,
            rows.place.open("rb") as source,
        ):
            while block := source.read(1 << 20):
                copy.write(block)
    except connection.dialect.loaded_dbapi.Error as error:
        raise TemporaryError(
            f'the rows of the table "{name}" could not be put in place '
            f"({str(error).splitlines()[0]}): take another backup; everything is as it was."
        ) from error
    if "id" in rows.columns:
        key: ColumnClause[int] = column("id")
        sequence = func.pg_get_serial_sequence(f'"{name}"', "id")
        last = select(func.setval(sequence, func.max(key))).select_from(table(name))
        connection.execute(last.having(func.max(key).is_not(None)))


def _split(source: IO[bytes], folder: Path, most: int) -> Iterator[tuple[str, Rows]]:
    """Yield the rows of each table; every other word of the dump is passed over."""
    left = most
    while line := source.readline(_LINE):
        if not (match := _COPY.fullmatch(line)):
            continue
        name = match[1].decode()
        columns = tuple(one.strip(' "') for one in match[2].decode().split(","))
        place = folder / f"{name}.rows"
        with place.open("xb") as target:
            while (row := source.readline(_LINE)) and row != _END:
                left -= len(row)
                if left < 0 or not row.endswith(b"\n"):
                    raise InvalidInputError(
                        f"the database of the backup unpacks to more than {most >> 20} MB, which "
                        "no database of ours does: take another."
                    )
                target.write(row)
        yield name, Rows(columns, place)
