"""Audit triggers: the database itself refuses to change, replace or remove an audit event.

A file of its own, because migrations import it, and it imports nothing of ours.
They keep honest code honest. The owner of the database can remove them; then `find_trigger_faults`
says so, and the digests and the exported heads show what was done meanwhile.
A migration that lets Alembic copy the table `audit_event` (batch mode on SQLite) loses them, and
has to create them again.
"""

from sqlalchemy import Connection, text

_SAID = "an event of the audit chain is never changed nor removed"
_ADDED = "an event is only added at the end of the audit chain"
_FIRST = "0" * 64
_LAST = f"coalesce((SELECT digest FROM audit_event ORDER BY id DESC LIMIT 1), '{_FIRST}')"  # noqa: S608 - constants
_ANY = "SELECT 1 FROM audit_event WHERE"
_NAMES = ("audit_event_unchanged", "audit_event_kept", "audit_event_added", "audit_event_last")
_ON_SQLITE = {
    "audit_event_unchanged": f"BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, '{_SAID}'); "
    "END",
    "audit_event_kept": f"BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
    # INSERT OR REPLACE deletes the row in its way without asking a trigger for deleting.
    "audit_event_added": "BEFORE INSERT ON audit_event WHEN EXISTS "
    f"({_ANY} id = NEW.id OR digest = NEW.digest) OR NEW.previous IS NOT {_LAST} "
    f"BEGIN SELECT RAISE(ABORT, '{_ADDED}'); END",
    # Only now the number of the row is known.
    "audit_event_last": "AFTER INSERT ON audit_event WHEN EXISTS "
    f"({_ANY} id > NEW.id) BEGIN SELECT RAISE(ABORT, '{_ADDED}'); END",
}
_BODY = f"""
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.previous = {_LAST} AND NOT EXISTS ({_ANY} id >= NEW.id) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{_ADDED}';
    END IF;
    RAISE EXCEPTION '{_SAID}';
END
"""
_RUN = "EXECUTE FUNCTION refuse_audit_change()"
_ON_POSTGRESQL = {
    "audit_event_unchanged": f"BEFORE UPDATE OR DELETE ON audit_event FOR EACH STATEMENT {_RUN}",
    "audit_event_kept": f"BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT {_RUN}",
    "audit_event_added": f"BEFORE INSERT ON audit_event FOR EACH ROW {_RUN}",
}
# pg_trigger.tgtype: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_TYPES = {"audit_event_unchanged": 26, "audit_event_kept": 34, "audit_event_added": 7}
_LOOK = """
SELECT t.tgname, t.tgtype, t.tgenabled::text, t.tgqual IS NULL AND t.tgattr::text = '', p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = 'audit_event'::regclass AND NOT t.tgisinternal
"""
_RULES = "SELECT rulename FROM pg_rewrite WHERE ev_class = 'audit_event'::regclass"
_LOOK_ON_SQLITE = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
)


def create_audit_triggers(connection: Connection) -> None:
    """Let the database refuse changes of the audit chain; in a migration: `op.get_bind()`."""
    drop_audit_triggers(connection)
    for statement in _list_statements(connection):
        connection.exec_driver_sql(statement)


def drop_audit_triggers(connection: Connection) -> None:
    """Take the triggers away; nothing happens where there are none."""
    is_sqlite = connection.dialect.name == "sqlite"
    for name in _NAMES:
        connection.exec_driver_sql(
            f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else " ON audit_event")
        )
    if not is_sqlite:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_audit_change()")


def find_trigger_faults(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the triggers of the audit chain, a few words each."""
    is_sqlite = connection.dialect.name == "sqlite"
    found, wanted = _look_on_sqlite(connection) if is_sqlite else _look_on_postgresql(connection)
    missing = [f"the trigger {name} is missing" for name in sorted(wanted.keys() - found.keys())]
    strange = [f"{name} is not one of ours" for name in sorted(found.keys() - wanted.keys())]
    changed = [
        f"the trigger {name} was changed or switched off"
        for name in sorted(wanted.keys() & found.keys())
        if found[name] != wanted[name]
    ]
    return (*missing, *changed, *strange)


def _list_statements(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [f"CREATE TRIGGER {name} {what}" for name, what in _ON_SQLITE.items()]
    # Always: also in a session that says it only replays what another server did.
    return [
        f"CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$",
        *(f"CREATE TRIGGER {name} {what}" for name, what in _ON_POSTGRESQL.items()),
        *(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {name}" for name in _ON_POSTGRESQL),
    ]


_Found = dict[str, object]


def _look_on_sqlite(connection: Connection) -> tuple[_Found, _Found]:
    found: _Found = {row.name: row.sql for row in connection.execute(text(_LOOK_ON_SQLITE))}
    wanted: _Found = {name: f"CREATE TRIGGER {name} {what}" for name, what in _ON_SQLITE.items()}
    return found, wanted


def _look_on_postgresql(connection: Connection) -> tuple[_Found, _Found]:
    found: _Found = {name: tuple(rest) for name, *rest in connection.execute(text(_LOOK))}
    found |= {f"the rule {name}": None for (name,) in connection.execute(text(_RULES))}
    return found, {name: (kind, "A", True, _BODY) for name, kind in _TYPES.items()}
