"""A second run of the same case reads only what has changed since the first."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import Place, find_bag, hash_tree
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

pytestmark = pytest.mark.engine
LISTED = re.compile(r"Listing the sources: (\d+) files, (\d+) of them not read yet")


@pytest.fixture
def place(french: Run, tmp_path: Path) -> Place:
    """The machine of the first run with all that it knows, and nothing of its output."""
    place = Place(tmp_path / "machine")
    shutil.copytree(french.place.data, place.data)
    return place


def read_pack(place: Place) -> dict[str, Any]:
    return json.loads((find_bag(place.out) / "data" / "pack.json").read_text(encoding="utf-8"))


def test_cancelled_it_is_kept_and_run_again_without_reading_anything_again(
    french: Run, moved: Stranger, place: Place
):
    assert place.run("cancel", french.bag.name).code == 0
    assert place.run("list", "--json").said[0]["state"] == "cancelled"
    assert place.run("cancel", french.bag.name).code == 2

    ended = place.run(*list_arguments(moved, place.out), "--today", TODAY)

    assert ended.code == 0, ended.err
    assert LISTED.search(french.ended.err)[2] != "0"
    assert LISTED.search(ended.err)[2] == "0"
    assert hash_tree(find_bag(place.out)) == hash_tree(french.bag)
    assert place.run("list", "--json").said[0]["state"] == "delivered"


def test_a_changed_file_is_read_again_and_a_lost_one_forgotten(moved: Stranger, place: Place):
    folder = moved.case.parent / "drive" / "Dossiers"
    (folder / "Note txt 2027.txt").write_text("Une tout autre note. " * 9, encoding="utf-8")
    (folder / "Note csv 2027.csv").unlink()
    ended = place.run(*list_arguments(moved, place.out), "--today", TODAY)
    documents = {one["path"]: one for one in read_pack(place)["documents"]}

    assert LISTED.search(ended.err)[2] == "1"
    assert "drive/Dossiers/Note csv 2027.csv" not in documents
    assert documents["drive/Dossiers/Note txt 2027.txt"]["duplicates"] == []
