"""The audit chain: whatever is changed, removed, moved or cut off is found and named."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.errors import InvalidInputError
from services.audit import append_event, export_head, read_heads, verify_chain
from services.audit.heads import locate_heads
from services.store import Store
from services.store.audit_triggers import create_audit_triggers, drop_audit_triggers

pytestmark = [pytest.mark.databases, pytest.mark.processes]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
APPEND = """
import sys
from datetime import UTC, datetime
from services.audit import append_event
from services.store import open_store

for number in range(50):
    with open_store(sys.argv[1]).write() as session:
        append_event(session, datetime.now(UTC), sys.argv[2], f"act {number}", "HO-2026-0001")
"""


@pytest.fixture
def chain(store: Store) -> Store:
    """Give a chain of ten events."""
    append(store, 10)
    return store


def append(store: Store, count: int) -> None:
    for number in range(count):
        with store.write() as session:
            append_event(session, NOW + timedelta(hours=number), "hr", f"act {number}", "HO-1")


def tamper(store: Store, *statements: str) -> None:
    """Do what the owner of the database can do."""
    with store.write() as session:
        drop_audit_triggers(session.connection())
        for statement in statements:
            session.connection().execute(text(statement))


def verify(store: Store, heads=()):
    with store.read() as session:
        return verify_chain(session, heads)


def test_an_untouched_chain_holds(chain: Store) -> None:
    report = verify(chain)
    assert (report.events, report.fault) == (10, None)
    assert report.newest_at == NOW + timedelta(hours=9)


def test_an_empty_chain_holds(store: Store) -> None:
    assert verify(store).events == 0


@pytest.mark.parametrize(
    ("statements", "event", "words"),
    [
        (["UPDATE audit_event SET action = 'signed' WHERE id = 4"], 4, "changed"),
        (["UPDATE audit_event SET actor = 'leaver' WHERE id = 1"], 1, "changed"),
        (["UPDATE audit_event SET at = '2026-11-20 09:00:01+00:00' WHERE id = 10"], 10, "changed"),
        (["DELETE FROM audit_event WHERE id = 1"], 2, "removed"),
        (["DELETE FROM audit_event WHERE id IN (5, 6)"], 7, "removed"),
        (
            [
                "UPDATE audit_event SET id = 99 WHERE id = 3",
                "UPDATE audit_event SET id = 3 WHERE id = 4",
                "UPDATE audit_event SET id = 4 WHERE id = 99",
            ],
            3,
            "another order",
        ),
        (["UPDATE audit_event SET id = 99 WHERE id = 3"], 4, "removed"),
    ],
)
def test_what_was_done_to_it_is_named(chain, statements, event, words) -> None:
    if not chain.is_sqlite:
        statements = [one.replace("+00:00", "+00") for one in statements]
    tamper(chain, *statements)
    fault = verify(chain).fault
    assert fault is not None
    assert fault.id == event
    assert words in fault.what


def test_an_end_that_was_cut_off_is_found_by_the_exported_head(chain: Store, tmp_path) -> None:
    with chain.read() as session:
        export_head(session, tmp_path, NOW)
    tamper(chain, "DELETE FROM audit_event WHERE id > 7")
    assert verify(chain).fault is None
    report = verify(chain, read_heads(tmp_path))
    assert report.fault is not None
    assert (report.events, report.fault.id) == (7, 7)
    assert "at least 3 events that came after it are gone" in report.fault.what


def test_a_chain_that_was_rewritten_is_found_by_the_exported_head(chain, tmp_path) -> None:
    with chain.read() as session:
        export_head(session, tmp_path, NOW)
    tamper(chain, "DELETE FROM audit_event")
    with chain.write() as session:
        for number in range(12):
            append_event(session, NOW, "hr", f"invented {number}", "HO-1")
    report = verify(chain, read_heads(tmp_path))
    assert report.fault is not None
    assert (report.events, report.fault.action) == (9, "invented 9")
    assert "written again" in report.fault.what


def test_a_chain_of_which_nothing_is_left_is_reported(chain: Store, tmp_path) -> None:
    with chain.read() as session:
        export_head(session, tmp_path, NOW)
    tamper(chain, "DELETE FROM audit_event")
    fault = verify(chain, read_heads(tmp_path)).fault
    assert fault is not None
    assert fault.id is None
    assert fault.what.startswith("at least 10 events are gone")


def test_heads_are_appended_only_where_something_came(chain: Store, tmp_path) -> None:
    for day in range(3):
        with chain.read() as session:
            export_head(session, tmp_path, NOW + timedelta(days=day))
    assert [head.events for head in read_heads(tmp_path)] == [10]
    append(chain, 5)
    with chain.read() as session:
        export_head(session, tmp_path, NOW + timedelta(days=4))
    heads = read_heads(tmp_path)
    assert [head.events for head in heads] == [10, 15]
    assert verify(chain, heads).fault is None


def test_a_file_of_something_else_than_heads_is_reported(tmp_path) -> None:
    place = locate_heads(tmp_path)
    place.parent.mkdir()
    place.write_text('{"at": "2026-11-20T09:00:00Z"}\n', encoding="utf-8")
    with pytest.raises(InvalidInputError, match="line 1 is not a head"):
        read_heads(tmp_path)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"]
)
def test_the_database_itself_refuses_changes(chain: Store, statement: str) -> None:
    with chain.write() as session:
        create_audit_triggers(session.connection())
    with pytest.raises(DBAPIError, match="never changed nor removed"), chain.write() as session:
        session.connection().execute(text(statement))
    append(chain, 1)
    assert verify(chain).events == 11


def test_four_processes_append_to_one_chain(store: Store) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", APPEND, store.url, f"writer {number}"])
        for number in range(4)
    ]
    assert [process.wait(120) for process in processes] == [0, 0, 0, 0]
    report = verify(store)
    assert (report.events, report.fault) == (200, None)
