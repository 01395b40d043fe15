"""What a running system needs: its parts, its mail server, its records, each with its hint."""

import http.server
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.up.lock import hold_data
from services.audit import append_event
from services.doctor.database_checks import check_postgresql
from services.doctor.record_checks import check_records
from services.doctor.running_checks import check_mail, check_running, is_up
from services.ports import find_free_port
from services.settings import Settings
from services.store import Store
from services.store.audit_triggers import drop_audit_triggers
from services.tending.running import BACKUP, TEND, set_mark

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def settings(store: Store, tmp_path) -> Settings:
    ports = {"web_port": find_free_port(), "prefect_port": find_free_port()}
    return Settings(data=tmp_path / "data", database_url=store.url, **ports)


def find_check(settings: Settings, name: str, *, up: bool = False):
    (check,) = [one for one in check_records(settings, NOW, is_up=up) if one.name == name]
    return check


def test_a_new_installation_is_well(settings: Settings) -> None:
    checks = check_records(settings, NOW, is_up=False)
    assert [check.name for check in checks] == [
        *("tables", "audit chain", "packs", "mails", "tend", "backup")
    ]
    assert all(check.is_ok for check in checks)
    assert "baton backup DIR" in find_check(settings, "backup").note


def test_a_tend_that_does_not_come_by_is_reported(store: Store, settings: Settings) -> None:
    with store.write() as session:
        set_mark(session, TEND, NOW - timedelta(hours=3))
    late = find_check(settings, "tend", up=True)
    assert not late.is_ok
    assert "180 minutes" not in late.hint
    assert "last run 3 hours ago" in late.hint
    assert find_check(settings, "tend").is_ok


def test_the_age_of_the_last_backup_is_said(store: Store, settings: Settings) -> None:
    with store.write() as session:
        set_mark(session, BACKUP, NOW - timedelta(days=9))
    assert find_check(settings, "backup").note.startswith("the last was made 9 days ago: make one")


def test_a_broken_chain_is_reported(store: Store, settings: Settings) -> None:
    with store.write() as session:
        append_event(session, NOW, "hr", "opened", "HO-2026-0001")
        drop_audit_triggers(session.connection())
        session.connection().execute(text("UPDATE audit_event SET digest = 'x'"))
    assert "baton audit verify" in find_check(settings, "audit chain").hint


def test_tables_of_a_newer_version_are_reported_and_left_alone(store, settings) -> None:
    with store.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    check = find_check(settings, "tables")
    assert not check.is_ok
    assert "install the newer Baton" in check.hint


def test_a_taken_port_is_reported_with_its_setting(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.prefect_port)):
        check = check_running(settings)
    assert not check.is_ok
    assert "set BATON_PREFECT_PORT" in check.hint
    assert check_running(settings).is_ok


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_while_baton_is_up_prefect_is_asked(settings: Settings) -> None:
    assert not is_up(settings.data)
    with hold_data(settings.data):
        assert is_up(settings.data)
        assert "is not well (ConnectError)" in check_running(settings).hint
        server = http.server.HTTPServer(("127.0.0.1", settings.prefect_port), Healthy)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert check_running(settings).is_ok
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    assert not is_up(settings.data)


def test_a_mail_server_that_is_not_there_is_reported_without_its_password(tmp_path) -> None:
    url = f"smtp://baton:p4ss@127.0.0.1:{find_free_port()}?tls=none"
    check = check_mail(Settings(data=tmp_path, smtp_url=url))
    assert not check.is_ok
    assert "could not be reached" in check.hint
    assert "p4ss" not in check.hint


def test_no_mail_server_is_no_problem_and_is_said(tmp_path) -> None:
    check = check_mail(Settings(data=tmp_path))
    assert check.is_ok
    assert "kept, and not sent" in check.note


def test_a_postgresql_is_looked_at(cluster) -> None:
    with cluster.lend_database() as url:
        assert check_postgresql(url).hint == ""
    cluster.run(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    check = check_postgresql(cluster.make_url("latin"))
    assert "keeps text as LATIN1" in check.hint
    assert "ENCODING 'UTF8'" in check.hint
    assert '"gone" does not exist' in check_postgresql(cluster.make_url("gone")).hint
