"""Known tables: whether the database of a backup holds our tables and triggers, and nothing else.

A database can hold programs: triggers, views, generated columns. A backup may have been changed by
somebody who wants ours to run theirs, so it is compared with a database that our own migrations
made a moment ago.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from models.errors import InvalidInputError
from services.store.store import make_tables

_SAID = "'aneventoftheauditchainisneverchangednorremoved'"
_OLD_TRIGGERS = {
    f"createtriggeraudit_event_{name}onaudit_eventbeginselectraise(abort,{_SAID});end"
    for name in ("unchangedbeforeupdate", "keptbeforedelete")
}
"""Triggers that tables up to 0004 have, in small letters without blanks."""
_PLAIN = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
_WAY_OUT = "take another backup."

Schema = Mapping[tuple[str, str], object]
"""What a database holds, by kind and name."""


@cache
def read_known_schema() -> Schema:
    """Return what a database of the newest version holds, of one made in memory."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        make_tables(connection)
        database = connection.connection.driver_connection
        assert isinstance(database, sqlite3.Connection)  # noqa: S101 - as was asked for
        return _read_schema(database)


def check_no_programs(place: Path, known: Schema) -> None:
    """Check that a database of any version runs nothing of others, before it is used.

    Raises:
        InvalidInputError: it is damaged, or holds a trigger, a view or something else unknown.
    """
    triggers = {said for (kind, _), said in known.items() if kind == "trigger"} | _OLD_TRIGGERS
    try:
        with closing(_open(place)) as database:
            entries = database.execute(_PLAIN).fetchall()
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        entries, said = [], str(error)
    if said != "ok":
        raise InvalidInputError(f"the database of the backup is damaged ({said}): take another.")
    for kind, name, _, sql in entries:
        is_plain = kind in ("table", "index") and not _squeeze(sql).startswith("createvirtual")
        if not is_plain and _squeeze(sql) not in triggers:
            raise InvalidInputError(
                f'the database of the backup holds a {kind} "{name}" that is none of ours: '
                + _WAY_OUT
            )


def check_schema(place: Path, known: Schema) -> None:
    """Check that a database of the newest version is as ours are, and whole.

    Raises:
        InvalidInputError: a table, a column, an index or a trigger differs.
    """
    with closing(_open(place)) as database:
        found = _read_schema(database)
        broken = database.execute("PRAGMA foreign_key_check").fetchone()
    differs = sorted(key for key in found.keys() | known.keys() if found.get(key) != known.get(key))
    if differs:
        kind, name = differs[0]
        is_there = differs[0] in found
        raise InvalidInputError(
            f'the {kind} "{name}" in the database of the backup is '
            f"{'not as ours are' if is_there else 'missing'}: {_WAY_OUT}"
        )
    if broken:
        raise InvalidInputError(
            f'a row of the table "{broken[0]}" in the backup belongs to one that is gone: '
            + _WAY_OUT
        )


def _open(place: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _read_schema(database: sqlite3.Connection) -> Schema:
    schema: dict[tuple[str, str], object] = {}
    for kind, name, table, sql in database.execute(_PLAIN).fetchall():
        if name.startswith(("sqlite_stat", "sqlite_autoindex")):
            continue  # SQLite's own: about indexes, and made of the table's constraints.
        if kind == "table":
            schema[kind, name] = _describe_table(database, name, sql)
        elif kind == "index":
            partial = _squeeze(sql).partition("where")[2]
            schema[kind, name] = (table, _describe_index(database, name), partial)
        else:
            schema[kind, name] = _squeeze(sql)
    return schema


def _describe_table(database: sqlite3.Connection, name: str, sql: str) -> Any:
    # What SQLite makes of it, as the words differ between versions of SQLAlchemy.
    quoted = _quote(name)
    columns = database.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
    references = database.execute(f'PRAGMA foreign_key_list("{quoted}")').fetchall()
    indexes = database.execute(f'PRAGMA index_list("{quoted}")').fetchall()
    made = ((one[2:], _describe_index(database, one[1])) for one in indexes)
    return (
        sorted(column[1:] for column in columns),
        sorted(map(str, (reference[2:] for reference in references))),
        sorted(map(str, made)),
        _squeeze(sql).count("check("),
    )


def _describe_index(database: sqlite3.Connection, name: str) -> Any:
    return [key[2:] for key in database.execute(f'PRAGMA index_xinfo("{_quote(name)}")') if key[5]]


def _quote(name: str) -> str:
    return name.replace('"', '""')


def _squeeze(sql: str) -> str:
    return "".join(sql.split()).casefold()
