"""Database faults: what the driver of a database says, as an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from models.errors import InvalidInputError, TemporaryError, WrongStateError

# PostgreSQL's codes of what passes: connections (08), serialization and deadlocks (40), too many
# connections (53300), locks held by others (55P03), a server that stops or starts (57P0x).
_PASSING_CLASSES = ("08", "40")
_PASSING = frozenset({"53300", "55P03", "57P01", "57P02", "57P03", "57P05"})
# Two did the same at the same time: a unique key (23505) or a row that is gone (23503).
_CONFLICTS = frozenset({"23503", "23505"})
# The disk is full: PostgreSQL's code, and the name that SQLite gives it.
_FULL = frozenset({"53100", "SQLITE_FULL"})
_CLOSED = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")
"""How SQLite's names begin for a file that it may not open or write."""
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "XX001", "XX002")
"""How the names of a damaged file begin; PostgreSQL's codes of a damaged table or index."""
_DISK = ("SQLITE_IOERR", "58030")
_CONFLICT_WORDS = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")
# What psycopg says, without a code, of a connection that cannot be made or is gone.
_PASSING_WORDS = ("locked", "connect", "server closed", "could not receive", "could not send")
_WRONG_ADDRESS = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",
    "failed to resolve host",
    "could not translate host name",
)


@contextmanager
def as_our_errors() -> Iterator[None]:
    """Raise what a database says about its connections and locks as an error of ours.

    Raises:
        WrongStateError: two did the same at the same time, and the other was first.
        InvalidInputError: the address names a database, a user or a machine that is not there, or
            a file that may not be written.
        TemporaryError: trying again may help.
    """
    try:
        yield
    except DBAPIError as error:
        reason = _say_reason(error)
        _raise_for_file(error, reason)
        if any(words in reason for words in _WRONG_ADDRESS) and _has_no_code(error):
            raise InvalidInputError(
                f"the database cannot be used ({reason}): correct BATON_DATABASE_URL; "
                "docs/postgresql.md says how a database is made."
            ) from error
        if _is_conflict(error, reason):
            raise WrongStateError(
                "Somebody else changed this a moment ago. Look at it again before you go on."
            ) from error
        if _is_passing(error, reason):
            raise TemporaryError(
                f"the database could not be reached ({reason}): try again in a moment."
            ) from error
        raise
    except PoolTimeoutError as error:
        raise TemporaryError(
            "the database is busy (all connections are in use): try again in a moment."
        ) from error


def _raise_for_file(error: DBAPIError, reason: str) -> None:
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", "")
    if name in _FULL:
        raise TemporaryError(
            f"the database has no room to write ({reason}): free some space on its disk, then do "
            "the same again."
        ) from error
    if str(name).startswith(_CLOSED):
        raise TemporaryError(
            f"the database in the data folder cannot be used ({reason}): let this user read and "
            "write everything in that folder, mount its disk for writing, or set BATON_DATA to "
            "another one."
        ) from error
    if str(name).startswith(_DAMAGED):
        raise TemporaryError(
            f"the database is damaged ({reason}), and something in it may be lost: stop baton up, "
            "keep a copy of the data folder, look at baton doctor, then put the newest backup back "
            "by baton restore DIR --over."
        ) from error
    if str(name).startswith(_DISK):
        raise TemporaryError(
            f"the disk of the database does not take or give what it should ({reason}): free some "
            "space on it and look at its health, then do the same again; what is not saved is lost."
        ) from error


def _say_reason(error: DBAPIError) -> str:
    # The first line only; none of them repeats the password.
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]


def _is_conflict(error: DBAPIError, reason: str) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return code in _CONFLICTS or reason.startswith(_CONFLICT_WORDS)


def _is_passing(error: DBAPIError, reason: str) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    if code:
        return code in _PASSING or code.startswith(_PASSING_CLASSES)
    is_told_so = any(words in reason for words in _PASSING_WORDS)
    return error.connection_invalidated or (_is_operational(error) and is_told_so)


def _is_operational(error: DBAPIError) -> bool:
    return type(error.orig).__name__ == "OperationalError"


def _has_no_code(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) is None and _is_operational(error)
