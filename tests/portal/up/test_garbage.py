"""Garbage: where it waits for a busy database, the rest of the process goes on."""

import subprocess
import sys

import pytest
from commands import LONGEST_SECONDS

pytestmark = pytest.mark.processes

SCRIPT = """
import sqlite3, sys, threading, weakref
from portal.up.garbage import collect_beside

def connect():
    return sqlite3.connect(
        sys.argv[1], timeout=600, isolation_level=None, check_same_thread=False
    )

collect_beside()
writer, waiting = connect(), connect()
writer.execute("PRAGMA journal_mode = WAL")
writer.execute("CREATE TABLE line (number INTEGER)")
writer.execute("INSERT INTO line VALUES (1)")
writer.execute("BEGIN IMMEDIATE")

class Thrown:
    "Garbage that only a collection finds: a cursor in the middle of its rows, in a circle."

thrown = Thrown()
thrown.circle, thrown.cursor = thrown, waiting.cursor()
thrown.cursor.execute("VALUES (1), (2)")
assert thrown.cursor.fetchone() == (1,)
has_begun, is_found = threading.Event(), threading.Event()
weakref.finalize(thrown, is_found.set)

def wait():
    has_begun.set()
    waiting.execute("INSERT INTO line VALUES (2)")

thread = threading.Thread(target=wait)
thread.start()
has_begun.wait()
del thrown
# Enough for a collection in this thread, if there were one: it would wait for what follows it.
kept = [[number] for number in range(1_000_000)]
assert is_found.wait(600), "nothing collects"
writer.execute("COMMIT")
thread.join()
print(*(number for (number,) in connect().execute("SELECT number FROM line ORDER BY number")))
"""


def test_garbage_that_waits_for_the_database_holds_up_nobody(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, tmp_path / "lines.db"],
        capture_output=True,
        check=False,
        text=True,
        timeout=LONGEST_SECONDS,
    )

    assert (ended.stdout, ended.stderr) == ("1 2\n", "")
