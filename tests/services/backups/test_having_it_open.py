"""Having it open: nothing is restored over what a second process would go on writing to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from backed_up import describe, list_state
from commands import Place, PlaceInside, hash_tree

from models.errors import WrongStateError
from services.backups import restore_backup
from services.store import Store
from services.store.alone import hold_alone

pytestmark = pytest.mark.processes

WRITES = """
import sys
from backed_up import add
from services.store import open_store
store = open_store(sys.argv[1])
with store.read() as session:
    session.connection()
print("open", flush=True)
sys.stdin.read()
add(store, "carla@example.org")
"""
"""A command that had the database open before the restore began, and writes after."""
WRITES_ALREADY = """
import sys
from models.handover import Person
from services.store import open_store
with open_store(sys.argv[1]).write() as session:
    session.add(Person(name="Carla", email="carla@example.org"))
    session.flush()
    print("open", flush=True)
    sys.stdin.read()
"""
ANOTHER_PROGRAM = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1].removeprefix("sqlite:///"))
database.execute("SELECT count(*) FROM person").fetchone()
print("open", flush=True)
sys.stdin.read()
database.execute("INSERT INTO person (email, name) VALUES ('carla@example.org', 'Carla')")
database.commit()
"""


@contextmanager
def having_open(program: str, url: str) -> Iterator[None]:
    """Let a second process have the database open during the block; then it writes and ends."""
    command = [sys.executable, "-c", program, url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=find_code()) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        yield
        other.communicate(timeout=60)
    assert other.returncode == 0


def find_code() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path)}


@pytest.mark.parametrize("program", [WRITES, WRITES_ALREADY, ANOTHER_PROGRAM])
def test_nothing_is_restored_over_what_is_open(
    backup: Path, place: PlaceInside, program: str
) -> None:
    url = f"sqlite:///{place.data}/baton.db"
    people, files = describe(place.data)
    with having_open(program, url):
        before = hash_tree(place.data / "packs")
        ended = place.run("restore", backup, "--over")
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert "just now: wait until it ends" in ended.err
        assert hash_tree(place.data / "packs") == before
    assert describe(place.data) == ((*people, "carla@example.org"), files)
    assert place.run("restore", backup, "--over").code == 0
    assert describe(place.data)[0] == ("ana@example.org",)


def test_nobody_opens_what_is_being_restored(backup: Path, place: PlaceInside) -> None:
    before = describe(place.data)
    with hold_alone(place.data / "baton.db"):
        ended = Place(place.root).run("list")
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert "is being restored" in ended.err
    assert Place(place.root).run("list").code == 0
    assert describe(place.data) == before


def test_the_same_on_postgresql(on_postgresql: tuple[Store, Path], place: PlaceInside) -> None:
    store, backup = on_postgresql
    before = list_state(store, place.data)
    store.close()
    with having_open(WRITES, store.url):
        with pytest.raises(WrongStateError, match="just now: wait until it ends"):
            restore_backup(backup, store.url, place.data, over=True)
        assert list_state(store, place.data) == before
        store.close()
    restore_backup(backup, store.url, place.data, over=True)
    assert list_state(store, place.data) == (("ana@example.org",), ["first"])
