"""A run that is killed at any moment is finished by the same command, with the same bytes."""

import os
import secrets
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Place, describe_tree, find_bag, hash_tree, list_processes
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

from services.bags import verify_bag

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine")]

Moment = Callable[[Place, str], bool]
"""Whether it is time to kill, from what a run said so far and left on the disk."""

Kill = Callable[[int, int], None]
PATIENCE_SECONDS = 30.0
LONGEST_DELAY_MS = 15_000


def has_said(words: str) -> Moment:
    return lambda _, said: words in said


def has_made(pattern: str) -> Moment:
    return lambda place, _: any(place.root.glob(pattern))


def has_started(words: str) -> Moment:
    return lambda place, _: any(words in one for one in list_processes(place).values())


MOMENTS: dict[str, Moment] = {
    "the engine starts": has_made("data/prefect/prefect.db"),
    "the plan is made": has_said("Starting the engine: done"),
    "sources are listed": has_said("Planning: done"),
    "files are read": has_started("services.harvest.sandbox_parent"),
    "sense is made": has_said("Reading files: "),
    "answers are taken": has_said("Looking for people, dates, promises: done"),
    "the pack is composed": has_said("Taking in the answers: done"),
    "documents are drawn": has_made("data/cache/press-*/0"),
    "the bag is packed": has_made("out/.*.unfinished"),
}
"""In the order of the flow: each run goes on where the last one was killed."""


def run_until(
    place: Place, arguments: list[object], moment: Moment, kill: Kill = os.killpg
) -> tuple[int, str]:
    """Run and kill the whole process group at the moment; return how it ended and what it said."""
    said = ""
    with place.start(*arguments, "--today", TODAY) as process:
        while process.poll() is None and not moment(place, said):
            if select.select([process.stderr], [], [], 0.002)[0]:
                said += os.read(process.stderr.fileno(), 65536).decode()
        if process.poll() is None:
            kill(process.pid, signal.SIGKILL)
        said += process.communicate()[1]
    return process.returncode, said


def check_no_process_stays(place: Place) -> None:
    """Children notice by themselves that their parent is gone; they have a moment for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := list_processes(place)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == {}


def check_no_half_bag(place: Place) -> None:
    for bag in place.out.glob("[!.]*"):
        assert verify_bag(bag) == ()


def check_finished_as_without_kill(place: Place, arguments: list[object], french: Run) -> None:
    ended = place.run(*arguments, "--today", TODAY)
    assert ended.code == 0, ended.err
    assert [path.name for path in place.out.iterdir()] == [french.bag.name]
    assert hash_tree(find_bag(place.out)) == hash_tree(french.bag)


def test_killed_in_every_step_it_goes_on_to_the_same_bag(
    french: Run, moved: Stranger, tmp_path: Path
):
    place = Place(tmp_path / "machine")
    arguments = list_arguments(moved, place.out)
    before = describe_tree(moved.case.parent)
    for name, moment in MOMENTS.items():
        # The main process alone, or all: the system kills one for want of memory.
        kill = os.kill if name in ("the engine starts", "documents are drawn") else os.killpg
        code, said = run_until(place, arguments, moment, kill)
        assert code == -signal.SIGKILL, f"too late for the moment when {name}: {said}"
        check_no_process_stays(place)
        check_no_half_bag(place)
    check_finished_as_without_kill(place, arguments, french)
    assert describe_tree(moved.case.parent) == before
    assert describe_tree(place.home) == describe_tree(place.work) == {}
    assert not [path for path in place.temp.rglob("*") if path.is_file()]
    assert not [*place.data.glob("cache/press-*")]


def test_killed_at_random_moments_it_goes_on_to_the_same_bag(
    french: Run, moved: Stranger, tmp_path: Path
):
    place = Place(tmp_path / "machine")
    arguments = list_arguments(moved, place.out)
    for _ in range(2):
        # Not seeded: each run of the tests tries other moments.
        until = time.monotonic() + secrets.randbelow(LONGEST_DELAY_MS) / 1000
        run_until(place, arguments, lambda *_, until=until: time.monotonic() > until)
        check_no_process_stays(place)
        check_no_half_bag(place)
    check_finished_as_without_kill(place, arguments, french)
