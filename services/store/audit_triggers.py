"""Audit triggers: the database itself refuses to change or remove an event of the audit chain.

A file of its own, because migrations import it, and it imports nothing of ours.
They keep honest code honest. The owner of the database can remove them; the digests then show it.
A migration that lets Alembic copy the table `audit_event` (batch mode on SQLite) loses them, and
has to create them again.
"""

from sqlalchemy import Connection

_SAID = "an event of the audit chain is never changed nor removed"
_REFUSE_ON_SQLITE = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
_REFUSE = f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
_RUN_IT = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
_CREATE = {
    "sqlite": (
        f"CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event {_REFUSE_ON_SQLITE}",
        f"CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event {_REFUSE_ON_SQLITE}",
    ),
    "postgresql": (
        f"CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS {_REFUSE}",
        f"CREATE TRIGGER audit_event_unchanged BEFORE UPDATE OR DELETE ON audit_event {_RUN_IT}",
        f"CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event {_RUN_IT}",
    ),
}
_DROP = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_event_unchanged",
        "DROP TRIGGER IF EXISTS audit_event_kept",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_event_unchanged ON audit_event",
        "DROP TRIGGER IF EXISTS audit_event_kept ON audit_event",
        "DROP FUNCTION IF EXISTS refuse_audit_change()",
    ),
}


def create_audit_triggers(connection: Connection) -> None:
    """Let the database refuse changes of the audit chain; in a migration: `op.get_bind()`."""
    drop_audit_triggers(connection)
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def drop_audit_triggers(connection: Connection) -> None:
    """Take the triggers away; nothing happens where there are none."""
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)
