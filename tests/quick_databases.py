"""Quick databases: every test has a database of its own, and none pays again for what is the same.

A statement is compiled once in a process, and not once for each database. SQLite waits for no disk:
nothing of a test outlives a power cut, as with the PostgreSQL of tests.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}


class _Shared:
    """A dialect that is found again in a cache, whichever engine asks."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class SharedSqlite(_Shared, SQLiteDialect_pysqlite):
    supports_statement_cache = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        super().engine_created(engine)
        event.listen(engine.pool, "checkout", _let_no_disk_be_waited_for)


class SharedPostgresql(_Shared, PGDialect_psycopg):
    supports_statement_cache = True


def quicken_databases() -> None:
    """Let this process open its databases so."""
    registry.register("sqlite", __name__, SharedSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgresql.__name__)


def _let_no_disk_be_waited_for(connection: Any, record: Any, _proxy: Any) -> None:
    if not record.info.get("is_quick"):
        connection.execute("PRAGMA synchronous = OFF")
        record.info["is_quick"] = True
