"""The embedded engine: it is waited for, and its database is copied only where that is safe."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from models.errors import InvalidInputError, TemporaryError
from portal.up.engine_database import NAME, place_database
from portal.up.engine_server import Server, run_server

SLOW = "import sys; sys.stdin.readline(); print('ready', flush=True); sys.stdin.read()"
BROKEN = "raise SystemExit('no space left')"


def start(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def template(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "template.db")) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('abc')")
        database.commit()
    return tmp_path / "template.db"


def write_runs(path: Path) -> None:
    """Write a database that holds runs."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE runs (name TEXT)")
        database.commit()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "prefect").mkdir()
    return tmp_path / "prefect"


def test_a_slow_server_is_waited_for_with_a_sentence() -> None:
    with start(SLOW) as process:
        told = []

        def tell() -> None:
            told.append(1)
            assert process.stdin is not None
            # Only now may it go on: a wait that ended by itself would never be told of.
            process.stdin.write("go on\n")
            process.stdin.flush()

        Server(process, "http://127.0.0.1:9/api").wait_until_ready(tell, patience_seconds=0.01)
        process.kill()

    assert told


def test_a_server_that_ends_before_it_answers_may_be_tried_again() -> None:
    with start(BROKEN) as process, pytest.raises(TemporaryError, match=r"server\.log"):
        Server(process, "http://127.0.0.1:9/api").wait_until_ready()


def test_a_new_folder_gets_a_copy_of_the_database(home: Path, template: Path) -> None:
    assert place_database(home, template)
    assert (home / NAME).read_bytes() == template.read_bytes()
    assert [path.name for path in home.iterdir()] == [NAME]


def test_a_database_that_is_there_stays(home: Path, template: Path) -> None:
    write_runs(home / NAME)
    before = (home / NAME).read_bytes()

    assert not place_database(home, template)
    assert (home / NAME).read_bytes() == before


def test_the_log_of_a_database_that_was_removed_is_not_played_into_a_copy(
    home: Path, template: Path
) -> None:
    with closing(sqlite3.connect(home / "old.db")) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("CREATE TABLE runs (name TEXT)")
        old.commit()
        (home / f"{NAME}-wal").write_bytes((home / "old.db-wal").read_bytes())

    assert not place_database(home, template)
    assert not (home / NAME).exists()


def test_what_a_killed_run_left_is_removed(home: Path, template: Path) -> None:
    with start("") as ended:
        ended.wait()
    (home / f"new-{ended.pid}-abc").mkdir()
    write_runs(home / NAME)
    place_database(home, template)

    assert [path.name for path in home.iterdir()] == [NAME]


@pytest.mark.parametrize("content", [None, b"", b"no database", "cut"], ids=str)
def test_a_missing_or_broken_template_is_not_copied(
    home: Path, template: Path, content: bytes | str | None
) -> None:
    whole = template.read_bytes()
    template.unlink()
    if content is not None:
        template.write_bytes(whole[:-100] if isinstance(content, str) else content)

    assert not place_database(home, template)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", ["file", "folder"])
def test_what_is_no_database_is_named_with_the_way_out(home: Path, template: Path, name: str):
    if name == "folder":
        (home / NAME).mkdir()
    else:
        (home / NAME).write_bytes(b"SQLite format 3\0" + b"\xa5" * 20_000)

    with pytest.raises(InvalidInputError, match=r"prefect\.db\" is no whole database .* move it"):
        place_database(home, template)


def test_what_stands_in_the_place_of_the_log_is_named(tmp_path: Path):
    (tmp_path / "server.log").mkdir()
    with (
        pytest.raises(InvalidInputError, match=r"server\.log\" cannot be written to .* move it"),
        run_server(tmp_path / "server.log"),
    ):
        pass
