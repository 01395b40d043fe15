"""A second run of the same case reads only what has changed since the first."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commands import Ended, Place, PlaceInside, describe_tree, find_bag, hash_tree
from strangers import TODAY, Stranger
from whole_runs import Run, copy_machine, list_arguments, move_case

pytestmark = pytest.mark.engine
LISTED = re.compile(r"Listing the sources: (\d+) files, (\d+) of them not read yet")


def test_cancelled_it_is_kept_and_run_again_without_reading_anything_again(
    french: Run, moved: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
):
    machine = copy_machine(french, tmp_path / "machine")
    inside = PlaceInside(machine.root, monkeypatch, capsys)
    assert inside.run("cancel", french.bag.name).code == 0
    assert inside.run("list", "--json").said[0]["state"] == "cancelled"
    assert inside.run("cancel", french.bag.name).code == 2

    ended = machine.run(*list_arguments(moved, machine.out), "--today", TODAY)

    assert ended.code == 0, ended.err
    assert LISTED.search(french.ended.err)[2] != "0"
    assert LISTED.search(ended.err)[2] == "0"
    assert hash_tree(find_bag(machine.out)) == hash_tree(french.bag)
    assert inside.run("list", "--json").said[0]["state"] == "delivered"


@dataclass(frozen=True)
class Blocked:
    """A second run of a changed case, where something stands in the place of the bag."""

    place: Place
    before: dict[str, tuple[int, int, str]]
    ended: Ended


@pytest.fixture(scope="module")
def blocked(french: Run, tmp_path_factory: pytest.TempPathFactory) -> Blocked:
    root = tmp_path_factory.mktemp("blocked")
    moved, place = move_case(french, root / "fr"), copy_machine(french, root / "machine")
    folder = moved.case.parent / "drive" / "Dossiers"
    (folder / "Note txt 2027.txt").write_text("Une tout autre note. " * 9, encoding="utf-8")
    (folder / "Note csv 2027.csv").unlink()
    (place.out / french.bag.name).mkdir(parents=True)
    (place.out / french.bag.name / "mine.txt").write_text("my own", encoding="utf-8")
    before = describe_tree(place.out)
    return Blocked(place, before, place.run(*list_arguments(moved, place.out), "--today", TODAY))


def test_a_changed_file_is_read_again_and_a_lost_one_forgotten(french: Run, blocked: Blocked):
    edition = blocked.place.data / "packs" / french.bag.name / "successor-1"
    pack = json.loads((edition / "pack.json").read_text(encoding="utf-8"))
    documents = {one["path"]: one for one in pack["documents"]}

    assert LISTED.search(blocked.ended.err)[2] == "1"
    assert "drive/Dossiers/Note csv 2027.csv" not in documents
    assert documents["drive/Dossiers/Note txt 2027.txt"]["duplicates"] == []


def test_what_stands_in_the_place_of_the_bag_is_left_alone(french: Run, blocked: Blocked):
    ended = blocked.ended
    *done, said = ended.err.splitlines()

    assert (ended.code, ended.out) == (2, "")
    assert french.bag.name in said
    assert [line for line in done if ": " not in line.removeprefix("baton: ")] == []
    assert describe_tree(blocked.place.out) == blocked.before
