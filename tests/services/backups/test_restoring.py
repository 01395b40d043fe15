"""Restoring: killed at any step, the next command ends it."""

import shutil
from pathlib import Path

import pytest
from backed_up import add, describe, list_state
from commands import PlaceInside
from killed_steps import do_until

from portal.up.lock import hold_data
from services.backups import restore_backup
from services.backups.restore_journal import JOURNAL, STAGE, is_unfinished
from services.store import Store, open_store

pytestmark = pytest.mark.processes


def restore_until(step: int, folder: Path, data: Path, url: str = "") -> int:
    def restore() -> None:
        with hold_data(data):
            restore_backup(folder, url or f"sqlite:///{data}/baton.db", data, over=True)

    return do_until(step, restore)


COMMANDS = [
    ["list"],
    ["audit", "verify"],
    ["staff", "list"],
    ["backup", "{root}/other"],
    ["purge"],
    ["restore", "{root}/nothing"],
]
"""The next command may be any; doctor, which takes seconds, has a test of its own."""


@pytest.mark.slow
def test_a_restore_that_is_killed_at_any_step_is_ended_by_the_next_command(
    backup: Path, place: PlaceInside
) -> None:
    kept, step = place.root / "kept", 0
    place.data.rename(kept)
    shutil.copytree(kept, place.data)
    restore_backup(backup, f"sqlite:///{place.data}/baton.db", place.data, over=True)
    before, after = describe(kept), describe(place.data)
    ends = []
    while True:
        step += 1
        shutil.rmtree(place.data)
        shutil.copytree(kept, place.data)
        if restore_until(step, backup, place.data):
            break
        words = [word.format(root=place.root) for word in COMMANDS[step % len(COMMANDS)]]
        ended = place.run(*words)
        assert ended.err == "" or ended.err.count("\n") == 1, (step, words, ended.err)
        ends.append(describe(place.data))
        assert ends[-1] in (before, after), (step, words)
        assert not {JOURNAL, STAGE} & {one.name for one in place.data.iterdir()}
    assert describe(place.data) == after
    assert step > 30
    assert ends == [before] * ends.count(before) + [after] * ends.count(after)
    assert ends.count(after) > 5


def test_the_same_on_postgresql(on_postgresql: tuple[Store, Path], place: PlaceInside) -> None:
    store, backup = on_postgresql
    after = (("ana@example.org",), ["first"])
    before = ((*after[0], "ben@example.org"), ["later"])
    store.close()
    steps = restore_until(9999, backup, place.data, store.url)
    ends: list[tuple[tuple[str, ...], list[str]]] = [after]
    # The test above tries every step; these are before and after the database gives way.
    for step in range(9, steps, 16):
        if ends[-1] == after:
            add(store, "ben@example.org")
            (place.data / "packs" / "first").rename(place.data / "packs" / "later")
        store.close()
        assert not restore_until(step, backup, place.data, store.url)
        ended = place.run("list", BATON_DATABASE_URL=store.url)
        open_store(store.url).close()
        assert (ended.code, ended.err) == (0, "")
        ends.append(list_state(store, place.data))
        assert ends[-1] in (before, after), step
        assert not {JOURNAL, STAGE} & {one.name for one in place.data.iterdir()}
    assert ends.count(before) > 2
    assert ends.count(after) > 2


def test_while_a_restore_is_at_work_other_commands_wait(backup: Path, place: PlaceInside) -> None:
    step = next(step for step in range(30, 99) if leave_half_done(step, backup, place.data))
    with hold_data(place.data):
        ended = place.run("list")
    assert (ended.code, ended.out) == (2, "")
    assert "just now: wait" in ended.err, step
    assert place.run("list").code == 0
    assert not is_unfinished(place.data)


def test_the_doctor_ends_a_restore_as_well(backup: Path, place: PlaceInside) -> None:
    assert any(leave_half_done(step, backup, place.data) for step in range(30, 99))
    doctor = place.run("doctor")
    assert "BAD  restore" not in doctor.out
    assert not is_unfinished(place.data)


def leave_half_done(step: int, folder: Path, data: Path) -> bool:
    restore_until(step, folder, data)
    return is_unfinished(data)


def test_a_journal_that_cannot_be_read_stops_every_command(
    backup: Path, place: PlaceInside
) -> None:
    before = describe(place.data)
    (place.data / JOURNAL).write_text('{"swaps": 1}', encoding="utf-8")
    assert "BAD  restore" in place.run("doctor").out
    for words in (["list"], ["purge", "--as", "a@b.org"], ["restore", backup, "--over"]):
        ended = place.run(*words)
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert "is damaged" in ended.err
    (place.data / JOURNAL).unlink()
    assert describe(place.data) == before
