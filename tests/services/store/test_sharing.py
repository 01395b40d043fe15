"""Several processes on one database: one writes at a time, and readers see one state."""

import subprocess
import sys
import threading

import pytest
from postgres import Cluster
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select

from models.errors import InvalidInputError, TemporaryError
from models.handover import Person
from services.store import Store, get_newest_version

pytestmark = [pytest.mark.databases, pytest.mark.processes]

COUNT = """
import sys
from models.outbox import SystemMark
from services.store import open_store
from datetime import UTC, datetime, timedelta

first = datetime(2026, 1, 1, tzinfo=UTC)
for _ in range(30):
    with open_store(sys.argv[1]).write() as session:
        mark = session.get(SystemMark, "count") or SystemMark(name="count", at=first)
        mark.at += timedelta(seconds=1)
        session.add(mark)
"""
MIGRATE = "import sys; from services.store import open_store; open_store(sys.argv[1])"


def run_at_once(script: str, url: str, processes: int) -> list[str]:
    """Run it in this many processes; return what they complained about."""
    command = [sys.executable, "-c", script, url]
    running = [
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    return [process.communicate(timeout=600)[1] for process in running]


def lose_connection(store: Store, cluster: Cluster) -> None:
    """Let the server drop a connection in the middle of a transaction."""
    with store.write() as session:
        mine = session.connection().execute(text("SELECT pg_backend_pid()")).scalar()
        cluster.run(f"SELECT pg_terminate_backend({mine})")
        session.exec(select(Person)).all()


def test_processes_that_count_lose_no_step(store: Store) -> None:
    assert run_at_once(COUNT, store.url, 2) == ["", ""]
    with store.read() as session:
        at = session.connection().execute(text("SELECT at FROM system_mark")).scalar()
    # Each of 2 times 30 adds a second.
    assert str(at).startswith("2026-01-01 00:01:00")


def test_processes_that_migrate_a_new_database_at_once_all_succeed(empty_url: str) -> None:
    assert run_at_once(MIGRATE, empty_url, 3) == [""] * 3
    store = Store(empty_url)
    assert store.find_version() == get_newest_version()
    store.close()


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    order: list[str] = []

    def write_second() -> None:
        with store.write() as session:
            session.exec(select(Person)).all()
            order.append("second")

    second = threading.Thread(target=write_second)
    with store.write() as session:
        session.add(Person(name="Ana", email="ana@example.org"))
        session.flush()
        second.start()
        # Long enough for the second to be on its way, were nothing to hold it.
        second.join(0.3)
        order.append("first")
    second.join()
    assert order == ["first", "second"]


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    query = select(func.count(col(Person.id)))
    with store.read() as reader:
        assert reader.exec(query).one() == 0
        with store.write() as session:
            session.add(Person(name="Ana", email="ana@example.org"))
        assert reader.exec(query).one() == 0
    with store.read() as reader:
        assert reader.exec(query).one() == 1


def test_tables_of_a_newer_version_are_left_alone(store: Store) -> None:
    with store.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InvalidInputError, match=r'has the form "9999".*install the newer Baton'):
        store.migrate()
    assert store.find_version() == "9999"


def test_a_server_that_drops_us_is_something_that_passes(cluster: Cluster) -> None:
    with cluster.lend_database() as url:
        store = Store(url)
        with pytest.raises(TemporaryError, match="try again"):
            lose_connection(store, cluster)
        with store.write() as session:
            session.add(Person(name="Ana", email="ana@example.org"))
        store.close()


def test_a_writer_that_never_ends_is_something_that_passes(cluster: Cluster, monkeypatch) -> None:
    monkeypatch.setattr("services.store.connections._WAIT_MS", 200)
    with cluster.lend_database() as url:
        store = Store(url)
        with store.write() as first:
            first.exec(select(Person)).all()
            with pytest.raises(TemporaryError, match="lock timeout"), store.write() as second:
                second.exec(select(Person)).all()
        store.close()


def test_a_reader_on_postgresql_cannot_write(cluster: Cluster) -> None:
    with cluster.lend_database() as url:
        store = Store(url)
        with store.read() as session:
            session.add(Person(name="Ana", email="ana@example.org"))
            with pytest.raises(DBAPIError, match="read-only"):
                session.flush()
        store.close()


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("postgresql://b:p4ss@127.0.0.1:1/b", TemporaryError, "Connection refused"),
        ("postgresql+psycopg://b:p4ss@127.0.0.1:x/b", InvalidInputError, "is not an address"),
        ("postgresql+pg9000://b:p4ss@127.0.0.1/b", InvalidInputError, "is not an address"),
        ("postgresql+psycopg://b:p4ss@nowhere.invalid/b", InvalidInputError, "correct BATON_"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_sentence(url, error, words) -> None:
    with pytest.raises(error, match=words) as told:
        Store(url).migrate()
    assert "p4ss" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_database_that_is_not_there_is_reported(cluster: Cluster) -> None:
    with pytest.raises(InvalidInputError, match=r'"gone" does not exist.*docs/postgresql\.md'):
        Store(cluster.make_url("gone")).migrate()
