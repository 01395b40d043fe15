"""A run that is killed at any moment is finished by the same command, with the same bytes."""

import shutil
import signal
from pathlib import Path

import pytest
from commands import Place, describe_tree, find_bag, hash_tree
from interruptions import (
    Moment,
    check_no_half_bag,
    check_no_process_stays,
    has_made,
    has_said,
    has_started,
    is_both,
    kill_alone,
    kill_group,
    run_until,
)
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

pytestmark = pytest.mark.engine

MOMENTS: dict[str, Moment] = {
    "the engine starts": has_made("data/prefect/prefect.db"),
    "the plan is made": has_said("Starting the engine: done"),
    "sources are listed": has_said("Planning: done"),
    "files are read": has_started("services.isolation.sandbox_parent"),
    "sense is made": has_said("Reading files: "),
    "answers are taken": has_said("Looking for people, dates, promises: done"),
    "the pack is composed": has_said("Taking in the answers: done"),
    "documents are drawn": is_both(
        has_said("Composing the pack: done"), has_started("services.isolation.sandbox_parent")
    ),
    "the bag is packed": has_made("out/.*.unfinished"),
}
"""In the order of the flow: each run goes on where the last one was killed."""
ALONE = ("the engine starts", "documents are drawn")
"""When the main process alone is killed, as the system does for want of memory."""
MOST_TRIES = 5


def kill_at(place: Place, arguments: list[object], name: str, moment: Moment) -> None:
    """Kill the run at the moment; a bag is written in milliseconds: too late means again."""
    assert not moment(place, ""), f"what is left says already that {name}"
    for _ in range(MOST_TRIES):
        ended = run_until(place, arguments, moment, kill_alone if name in ALONE else kill_group)
        if ended.code == -signal.SIGKILL:
            return
        assert ended.code == 0, ended.err
        shutil.rmtree(find_bag(place.out))
    pytest.fail(f"too late for the moment when {name}, {MOST_TRIES} times: {ended.err}")


def test_killed_in_every_step_it_goes_on_to_the_same_bag(
    french: Run, moved: Stranger, tmp_path: Path
):
    place = Place(tmp_path / "machine")
    arguments = [*list_arguments(moved, place.out), "--today", TODAY]
    before = describe_tree(moved.case.parent)
    for name, moment in MOMENTS.items():
        kill_at(place, arguments, name, moment)
        check_no_process_stays(place)
        check_no_half_bag(place.out)
    ended = place.run(*arguments)
    assert ended.code == 0, ended.err
    assert [path.name for path in place.out.iterdir()] == [french.bag.name]
    assert hash_tree(find_bag(place.out)) == hash_tree(french.bag)
    assert describe_tree(moved.case.parent) == before
    for folder in (place.home, place.temp, place.work):
        assert describe_tree(folder) == {}
    assert not [*place.data.rglob("baton-sandbox-*")]
