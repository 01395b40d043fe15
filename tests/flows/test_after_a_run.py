"""What the other commands say and do about a handover that was run; and Ctrl-C during a run."""

import shutil
from pathlib import Path

import pytest
from commands import Place, describe_tree
from interruptions import (
    Moment,
    check_no_process_stays,
    has_made,
    has_started,
    press_ctrl_c,
    run_until,
)
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

pytestmark = pytest.mark.engine


@pytest.fixture
def place(french: Run, tmp_path: Path) -> Place:
    """A machine on which the French stranger's case was run."""
    place = Place(tmp_path / "machine")
    shutil.copytree(french.place.data, place.data)
    return place


def test_list_and_show_tell_how_far_it_is_and_name_nobody(french: Run, place: Place):
    listed = place.run("list", "--json").said
    shown = place.run("show", french.bag.name, "--json")

    assert [(line["reference"], line["state"]) for line in listed] == [
        (french.bag.name, "delivered")
    ]
    assert shown.said["plan"]
    assert french.stranger.story["case"]["leaver"]["name"] not in shown.out
    assert shown.out.count("\n") == 1


def test_what_stands_in_the_place_of_the_bag_is_left_alone(
    french: Run, moved: Stranger, place: Place
):
    (place.out / french.bag.name).mkdir(parents=True)
    (place.out / french.bag.name / "mine.txt").write_text("my own", encoding="utf-8")
    before = describe_tree(place.out)
    ended = place.run(*list_arguments(moved, place.out), "--today", TODAY, "--quiet")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert french.bag.name in ended.err
    assert describe_tree(place.out) == before


@pytest.mark.parametrize(
    "moment",
    [has_made("data/prefect/server.log"), has_started("services.isolation.sandbox_parent")],
    ids=["the engine starts", "files are read"],
)
def test_ctrl_c_ends_with_one_sentence_and_leaves_nothing_running(
    moment: Moment, moved: Stranger, tmp_path: Path
):
    place = Place(tmp_path / "fresh machine")
    arguments = [*list_arguments(moved, place.out), "--today", TODAY, "--quiet"]
    ended = run_until(place, arguments, moment, press_ctrl_c)

    assert (ended.code, ended.out) == (130, "")
    assert ended.err == "baton: stopped; what was done is kept, and the same command goes on.\n"
    check_no_process_stays(place)
    assert describe_tree(place.temp) == {}
