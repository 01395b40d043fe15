"""The store: transactions that hold, and tables that migrations and models agree on."""

import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import Session, col, func, select

from models.audit import AuditEvent
from models.errors import TemporaryError, WrongStateError
from models.handover import Person
from services.audit import append_event, find_first_bad
from services.store import Store, get_newest_version
from services.store.tables import METADATA

pytestmark = pytest.mark.databases

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_migrations_make_the_tables_that_the_models_describe(store: Store) -> None:
    with store.write() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, METADATA) == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    version = store.find_version()
    store.migrate()
    assert store.find_version() == version == get_newest_version()


def test_too_many_at_once_are_asked_to_come_again(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/baton.db")
    store.migrate()
    store._engine.pool._timeout = 0.1  # type: ignore[attr-defined]  # else half a minute
    with ExitStack() as open_ones:
        for _ in range(15):
            open_ones.enter_context(store.read()).connection()
        with pytest.raises(TemporaryError, match="all connections"), store.read() as session:
            session.connection()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/baton.db")
    store.migrate()
    name = "Ana" * 100_000

    def fill(session: Session) -> None:
        # As a full disk does, this refuses every new page.
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        session.add(Person(name=name, email="ana@example.org"))

    with pytest.raises(TemporaryError, match="free some space"), store.write() as session:
        fill(session)


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "baton.db").mkdir()
    with pytest.raises(TemporaryError, match="read and write everything"):
        Store(f"sqlite:///{tmp_path}/baton.db").migrate()


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        session.add(Person(name="Ana", email="ana@example.org"))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError), store.write() as session:
        fail(session)
    with store.read() as session:
        assert session.exec(select(func.count(col(Person.id)))).one() == 0


def test_the_second_of_two_who_do_the_same_is_asked_to_look_again(store: Store) -> None:
    with store.write() as session:
        session.add(Person(email="ana@example.org", name="Ana"))
    with pytest.raises(WrongStateError, match="Look at it again"), store.write() as session:
        session.add(Person(email="ana@example.org", name="Ana"))


def test_instants_come_back_aware(store: Store) -> None:
    with store.write() as session:
        append_event(session, NOW, "hr", "opened", "HO-2026-0001")
    with store.read() as session:
        assert session.exec(select(AuditEvent)).one().at == NOW


def test_four_threads_append_to_one_chain(store: Store) -> None:
    def append() -> None:
        for number in range(25):
            with store.write() as session:
                append_event(session, NOW, "hr", f"act {number}", "HO-2026-0001")

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.exec(select(func.count(col(AuditEvent.id)))).one() == 100
        assert find_first_bad(session) is None


def test_what_was_committed_survives_a_kill(store: Store) -> None:
    script = (
        "import os, signal\n"
        "from models.handover import Person\n"
        "from services.store import open_store\n"
        f"with open_store({store.url!r}).write() as session:\n"
        "    session.add(Person(name='Ana', email='ana@example.org'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -9
    with store.read() as session:
        assert session.exec(select(Person.name)).one() == "Ana"


def test_a_nul_character_is_kept_as_a_replacement_character(store: Store) -> None:
    with store.write() as session:
        session.add(Person(name="A\0na", email="ana@example.org"))
        session.add_all(Person(name="B\0", email=f"{number}@example.org") for number in range(3))
    with store.read() as session:
        assert session.exec(select(Person.name).where(Person.name == "A\0na")).one() == "A\ufffdna"
        assert session.exec(select(func.count()).where(Person.name == "B\ufffd")).one() == 3
