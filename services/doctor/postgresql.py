"""PostgreSQL: whether the server answers, is new enough, and sorts as SQLite does."""

from sqlalchemy import text

from models.errors import HandoverError, TemporaryError
from services.doctor.check import Check, judge
from services.store import Store

OLDEST_POSTGRESQL = 14
"""The oldest that PostgreSQL's own project still mends in 2026."""
_LOOK = (
    "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
    "WHERE datname = current_database()"
)
_BYTEWISE = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})


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
