"""What the other commands say and do about a handover that was run; and Ctrl-C during a run."""

from pathlib import Path
from typing import Any

import pytest
from commands import Place, PlaceInside, describe_tree
from interruptions import (
    Moment,
    check_no_process_stays,
    has_made,
    has_started,
    press_ctrl_c,
    run_until,
)
from strangers import TODAY, Stranger
from whole_runs import Run, copy_machine, list_arguments

pytestmark = pytest.mark.engine


def test_list_and_show_tell_how_far_it_is_and_name_nobody(
    french: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
):
    copy_machine(french, tmp_path / "machine")
    place = PlaceInside(tmp_path / "machine", monkeypatch, capsys)
    listed = place.run("list", "--json").said
    shown = place.run("show", french.bag.name, "--json")

    assert [(line["reference"], line["state"]) for line in listed] == [
        (french.bag.name, "delivered")
    ]
    assert shown.said["plan"]
    assert french.stranger.story["case"]["leaver"]["name"] not in shown.out
    assert shown.out.count("\n") == 1


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
