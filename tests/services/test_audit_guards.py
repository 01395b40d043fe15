"""What guards the audit chain: triggers that SQL does not pass, heads that a kill leaves whole."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.audit import AuditAction, AuditEvent
from models.outbox import SystemMark
from services.audit import append_event, compute_digest, export_due_head, read_heads, verify_chain
from services.audit.chain import FIRST
from services.audit.heads import EVERY, HEAD_MARK, locate_heads
from services.store import Session, Store
from services.store.audit_triggers import create_audit_triggers, drop_audit_triggers

pytestmark = pytest.mark.databases
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WORDS = {
    "@COLUMNS": "(id, at, actor, action, handover, previous, digest)",
    "@UNNUMBERED": "(at, actor, action, handover, previous, digest)",
    "@VALUES": "'2026-11-20 09:00:00+00:00', 'hr', 'invented', 'HO-1'",
    "@LAST": "(SELECT digest FROM audit_event WHERE id = 5)",
}
IN_THE_WAY = "INSERT INTO audit_event @COLUMNS VALUES (3, @VALUES, 'x', 'y')"
PAST_THE_TRIGGERS = {
    "sqlite": (
        IN_THE_WAY.replace("INSERT", "INSERT OR REPLACE"),
        IN_THE_WAY.replace("INSERT INTO", "REPLACE INTO"),
        IN_THE_WAY.replace("INSERT", "INSERT OR IGNORE").replace("(3, ", "(99, "),
        "REPLACE INTO audit_event @COLUMNS VALUES (5, @VALUES, @LAST, 'y')",
        "REPLACE INTO audit_event @COLUMNS VALUES (9, @VALUES, @LAST, @LAST)",
        "INSERT INTO audit_event @COLUMNS VALUES (-7, @VALUES, @LAST, 'y')",
        "INSERT INTO audit_event @UNNUMBERED VALUES (@VALUES, 'x', 'y')",
        "UPDATE OR REPLACE audit_event SET id = 3 WHERE id = 4",
        "UPDATE OR IGNORE audit_event SET actor = 'x'",
        IN_THE_WAY + " ON CONFLICT (id) DO UPDATE SET actor = 'x'",
    ),
    "postgresql": (
        IN_THE_WAY + " ON CONFLICT (id) DO UPDATE SET actor = 'x'",
        "INSERT INTO audit_event @COLUMNS VALUES (-7, @VALUES, @LAST, 'y')",
        "INSERT INTO audit_event @COLUMNS VALUES (99, @VALUES, 'x', 'y')",
        "TRUNCATE audit_event",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_event",
        "SET LOCAL session_replication_role = replica; TRUNCATE audit_event",
    ),
}
TAKEN_AWAY = {
    "sqlite": (
        "DROP TRIGGER audit_event_kept",
        "DROP TRIGGER audit_event_added",
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, "
            "'DELETE ON audit_event', 'DELETE ON audit_event WHEN 0') WHERE name LIKE '%kept'"
        ),
        "CREATE TRIGGER other AFTER INSERT ON audit_event BEGIN SELECT 1; END",
        (
            "DROP TRIGGER audit_event_kept; CREATE TRIGGER audit_event_kept BEFORE DELETE ON mail "
            "BEGIN SELECT 1; END"
        ),
    ),
    "postgresql": (
        "DROP TRIGGER audit_event_added ON audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_unchanged",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event ENABLE TRIGGER audit_event_kept",
        (
            "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$"
        ),
        "CREATE RULE away AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    ),
}


@pytest.fixture
def chain(store: Store) -> Store:
    """Give a chain of five events."""
    append(store, 5)
    return store


def append(store: Store, count: int, action: str = "did") -> None:
    with store.write() as session:
        for _ in range(count):
            append_event(session, NOW, "hr", action, "HO-1")


def execute(store: Store, script: str) -> None:
    with store.write() as session:
        for statement in script.split("; ") if "BEGIN" not in script else split(script):
            session.connection().execute(text(statement))


def split(script: str) -> list[str]:
    """The body of a trigger holds a semicolon of its own."""
    first, _, rest = script.partition("; CREATE")
    return [first, f"CREATE{rest}"] if rest else [script]


def fill(statement: str) -> str:
    for name, words in WORDS.items():
        statement = statement.replace(name, words)
    return statement


def verify(store: Store, heads=None):
    with store.read() as session:
        return verify_chain(session, heads)


def test_nothing_replaces_or_slips_in_an_event(chain: Store) -> None:
    before = verify(chain)
    for statement in PAST_THE_TRIGGERS["sqlite" if chain.is_sqlite else "postgresql"]:
        with pytest.raises(DBAPIError, match="audit chain"):
            execute(chain, fill(statement))
        assert verify(chain) == before, statement
    append(chain, 1)
    assert verify(chain).list_problems() == ()


def test_every_trigger_that_is_gone_or_changed_is_named(chain: Store) -> None:
    assert verify(chain).guards == ()
    for statement in TAKEN_AWAY["sqlite" if chain.is_sqlite else "postgresql"]:
        execute(chain, statement)
        report = verify(chain)
        assert len(report.guards) >= 1, statement
        assert report.fault is None
        execute_all(chain)
        assert verify(chain).guards == (), statement


@contextmanager
def add_on_leaving(store: Store) -> Iterator[Session]:
    with store.write() as session:
        yield session
        session.flush()


def execute_all(store: Store) -> None:
    """Put everything right again."""
    with store.write() as session:
        connection = session.connection()
        if store.is_sqlite:
            connection.execute(text("DROP TRIGGER IF EXISTS other"))
            connection.execute(text("PRAGMA writable_schema = OFF"))
        else:
            connection.execute(text("DROP RULE IF EXISTS away ON audit_event"))
        create_audit_triggers(connection)


def test_time_that_runs_backward_is_named(chain: Store) -> None:
    for at in (NOW + timedelta(days=2), NOW + timedelta(days=1)):
        with chain.write() as session:
            append_event(session, at, "hr", "did", "HO-1")
    report = verify(chain)
    assert report.fault is None
    assert report.turned_back is not None
    assert report.turned_back.id == 7
    assert "earlier time" in report.list_problems()[0]


def test_who_waited_for_others_is_put_in_order(chain: Store) -> None:
    with chain.write() as session:
        append_event(session, NOW - timedelta(seconds=14), "hr", "did", "HO-1")
    assert verify(chain).list_problems() == ()


def test_a_head_comes_after_a_signature_and_after_fifty_events(chain: Store, tmp_path) -> None:
    assert export_due_head(chain, tmp_path, NOW)
    append(chain, EVERY - 1)
    assert not export_due_head(chain, tmp_path, NOW)
    append(chain, 1)
    assert export_due_head(chain, tmp_path, NOW)
    append(chain, 1, AuditAction.signed)
    assert export_due_head(chain, tmp_path, NOW)
    append(chain, 1)
    assert not export_due_head(chain, tmp_path, NOW)
    assert export_due_head(chain, tmp_path, NOW + timedelta(days=1))
    assert [head.events for head in read_heads(tmp_path)] == [5, 55, 56, 57]
    assert verify(chain, read_heads(tmp_path)).list_problems() == ()


def test_a_chain_written_again_whole_is_found_also_after_new_heads(chain, tmp_path) -> None:
    export_due_head(chain, tmp_path, NOW)
    with chain.write() as session:
        connection = session.connection()
        drop_audit_triggers(connection)
        connection.execute(text("DELETE FROM audit_event"))
        create_audit_triggers(connection)
    append(chain, 5, "invented")
    # What Baton itself appends afterwards is as long, and hides nothing.
    assert export_due_head(chain, tmp_path, NOW + timedelta(days=1))
    report = verify(chain, read_heads(tmp_path))
    assert report.guards == ()
    assert report.fault is not None
    assert "written again" in report.fault.what


def test_a_copy_elsewhere_shows_what_the_file_beside_the_database_hides(chain, tmp_path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.jsonl"
    export_due_head(chain, data, NOW)
    copy.write_bytes(locate_heads(data).read_bytes())
    execute_drop(chain)
    append(chain, 5, "invented")
    locate_heads(data).unlink()
    export_due_head(chain, data, NOW)
    assert verify(chain, read_heads(data)).fault is None
    assert verify(chain, read_heads(data, [copy])).fault is not None


def execute_drop(store: Store) -> None:
    with store.write() as session:
        drop_audit_triggers(session.connection())
        session.connection().execute(text("DELETE FROM audit_event"))
        create_audit_triggers(session.connection())


def test_a_file_of_heads_that_is_gone_is_named(chain: Store, tmp_path: Path) -> None:
    export_due_head(chain, tmp_path, NOW)
    locate_heads(tmp_path).unlink()
    assert "heads are gone" in verify(chain, read_heads(tmp_path)).list_problems()[0]


def test_half_a_head_that_a_kill_left_is_passed_over_and_written_again(chain, tmp_path) -> None:
    export_due_head(chain, tmp_path, NOW)
    place = locate_heads(tmp_path)
    with place.open("ab") as file:
        file.write(place.read_bytes()[:40])
    assert len(read_heads(tmp_path)) == 1
    append(chain, 1, AuditAction.signed)
    assert export_due_head(chain, tmp_path, NOW)
    assert [head.events for head in read_heads(tmp_path)] == [5, 6]


def test_a_kill_between_an_act_and_its_head_loses_no_head(chain: Store, tmp_path: Path) -> None:
    """The process ends at once after its commit; the next look exports what it could not."""
    script = f"""
import os
from datetime import UTC, datetime
from services.audit import append_event
from services.store import Store

with Store({chain.url!r}).write() as session:
    append_event(session, datetime(2026, 11, 20, 10, tzinfo=UTC), "hr", "signed", "HO-1")
os._exit(9)
"""
    export_due_head(chain, tmp_path, NOW)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert export_due_head(chain, tmp_path, NOW)
    assert read_heads(tmp_path)[-1].events == 6
    with chain.read() as session:
        assert session.get(SystemMark, HEAD_MARK) is not None


def test_a_forged_end_needs_the_real_one(chain: Store) -> None:
    """Even an event with a right digest of its own is only added at the end."""
    event = AuditEvent(at=NOW, actor="hr", action="x", handover="-", previous=FIRST, digest="")
    event.digest = compute_digest(event)
    with (
        pytest.raises(DBAPIError, match="end of the audit chain"),
        add_on_leaving(chain) as session,
    ):
        session.add(event)
