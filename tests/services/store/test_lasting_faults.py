"""Lasting faults: only a lock goes away by itself; whatever else is wrong is told at once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.store.connections import _keep_a_write_ahead_log


def test_a_lasting_fault_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as database:
        database.execute("CREATE TABLE person (name)")
    address = f"{(tmp_path / 'baton.db').as_uri()}?mode=ro"
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waits for what stays wrong"))
    with (
        closing(sqlite3.connect(address, uri=True)) as database,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        _keep_a_write_ahead_log(database.cursor())
