"""Broken disks: each fault is one sentence with the way out, and exit code 3; the doctor works."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Ended, Place, PlaceInside

from services.store import open_store

pytestmark = pytest.mark.processes

COMMANDS = (
    ["list"],
    ["staff", "add", "hr@example.org", "--name", "HR", "--role", "hr"],
    ["audit", "verify"],
    ["act", "records", "HO-2026-0001", "--as", "ana@example.org"],
    ["purge", "--as", "hr@example.org"],
)


def overwrite(begin: int) -> Callable[[Path], None]:
    def damage(database: Path) -> None:
        size = database.stat().st_size
        with database.open("r+b") as file:
            file.seek(begin)
            file.write(b"\xa5" * (size - begin))

    return damage


def cut(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)


DAMAGES = {"all pages": overwrite(4096), "the header": overwrite(0), "its end": cut}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> PlaceInside:
    place = PlaceInside(tmp_path, monkeypatch, capsys)
    assert place.run(*COMMANDS[1]).code == 0
    # Each command is a process of its own elsewhere.
    open_store(f"sqlite:///{place.data}/baton.db").close()
    open_store.cache_clear()
    return place


def check_said(ended: Ended, words: str) -> None:
    said = [line for line in ended.err.splitlines() if line.startswith("baton: ")]
    assert (ended.code, len(said)) == (3, 1), ended.err
    assert words in said[0]
    assert "nothing is lost" not in ended.err
    assert "should not have happened" not in ended.err


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_database_is_named_with_the_way_out(place: PlaceInside, what: str) -> None:
    DAMAGES[what](place.data / "baton.db")
    for words in COMMANDS:
        check_said(place.run(*words), "baton restore DIR --over")
    doctor = place.run("doctor")
    assert (doctor.code, doctor.err) == (1, "")
    assert "BAD  pages of the database" in doctor.out
    assert "baton restore DIR --over" in doctor.out
    assert doctor.out.count("\nok  ") > 10


@pytest.mark.parametrize("is_there", [True, False])
def test_a_lost_database_is_not_made_anew(place: PlaceInside, is_there: bool) -> None:
    (place.data / "packs" / "HO-2026-0001").mkdir(parents=True)
    database = place.data / "baton.db"
    database.write_bytes(b"") if is_there else database.unlink()
    for words in COMMANDS:
        ended = place.run(*words)
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert "is missing or empty" in ended.err
    assert "is missing or empty" in place.run("doctor").out


def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.run("list").code == 0
    limited = ("sh", "-c", 'ulimit -f 1; exec "$@"', "sh")
    # Python would leave half of its own files behind.
    ended = place.run(*COMMANDS[1], before=limited, PYTHONDONTWRITEBYTECODE="1")
    check_said(ended, "free some space")
    assert place.run(*COMMANDS[1]).code == 0


def enter(mount: str) -> tuple[str, ...]:
    """Words that run a command where something is mounted; the test is skipped where none may."""
    words = ("unshare", "--map-root-user", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh")
    try:
        tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    except OSError as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    if tried.returncode:
        pytest.skip(f"nothing can be mounted here: {tried.stderr.decode().strip()}")
    return words


def test_a_read_only_disk_is_named(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.run("list").code == 0
    mount = f"mount --bind {place.data} {place.data} && mount -o remount,ro,bind {place.data}"
    read_only = enter(mount)
    for words in COMMANDS:
        check_said(place.run(*words, before=read_only), "for writing")
    doctor = place.run("doctor", before=read_only)
    assert (doctor.code, doctor.err) == (1, "")
    assert "Read-only file system): see the data folder above" in doctor.out


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.run("list").code == 0
    fill = f"head -c 9000000 /dev/zero > {place.data}/filled 2>/dev/null; true"
    mount = (
        f"cp {place.data}/baton.db {tmp_path}/kept && mount -t tmpfs -o size=1m tmpfs {place.data}"
        f" && cp {tmp_path}/kept {place.data}/baton.db && {{ {fill}; }}"
    )
    check_said(place.run(*COMMANDS[1], before=enter(mount)), "free some space")


@pytest.mark.engine
@pytest.mark.parametrize("megabytes", [1, 9])
def test_a_disk_that_fills_up_in_the_middle_of_a_run_is_named(
    tmp_path: Path, megabytes: int
) -> None:
    place = Place(tmp_path)
    place.data.mkdir()
    mount = enter(f"mount -t tmpfs -o size={megabytes}m tmpfs {place.data}")
    check_said(place.run("demo", "--out", place.out, before=mount), "space")
