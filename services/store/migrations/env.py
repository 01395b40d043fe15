"""Environment: runs the migrations on the engine that the store hands over.

A file of its own, with this name, because Alembic looks for it.
"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum
from sqlalchemy.types import TypeDecorator

from services.store.tables import METADATA


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as plain SQL types: a migration must not import today's models."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def check_references(connection: Connection, *, is_on: bool) -> None:
    """Turn SQLite's check of foreign keys on or off, outside any transaction.

    A table is altered by a copy that takes its place; with the check on, taking the old one away
    would count as deleting every row that others refer to.
    """
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101 - the connection is open
        raw.execute(f"PRAGMA foreign_keys = {'ON' if is_on else 'OFF'}")


def migrate(connection: Connection) -> None:
    """Run the migrations on a connection, inside its transaction."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        # SQLite cannot alter columns in place; batch mode copies the table.
        render_as_batch=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes
if "connection" in given:
    migrate(given["connection"])
else:
    with given["engine"].connect() as connection:
        check_references(connection, is_on=False)
        migrate(connection)
        connection.commit()
        check_references(connection, is_on=True)
