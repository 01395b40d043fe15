"""`baton demo`: the exit that ships with Baton, against what its story says must be found."""

import json
from pathlib import Path
from typing import Any

import pytest
from bag_texts import (
    read_docx,
    read_everything,
    read_html,
    read_json,
    read_pages,
    read_pdf,
    squeeze,
)
from builders import DAKAR
from commands import Ended, Place, describe_tree, find_bag
from ruamel.yaml import YAML

import examples
from models.words import Audience
from services.cases import read_all_answers

pytestmark = pytest.mark.engine

STORY = Path(examples.__file__).parent / "dakar_story"
CANARIES = YAML(typ="safe").load((STORY / "canaries.yaml").read_text(encoding="utf-8"))
EXPECTED = YAML(typ="safe").load((STORY / "expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("demo") / "machine")


@pytest.fixture(scope="module")
def ended(place: Place) -> Ended:
    return place.run("demo", "--out", place.out, "--json")


@pytest.fixture(scope="module")
def bag(ended: Ended, place: Place) -> Path:
    assert ended.code == 0, ended.err
    return find_bag(place.out)


@pytest.fixture(scope="module")
def pack(bag: Path) -> dict[str, Any]:
    return json.loads((bag / "data" / "pack.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def everything(bag: Path) -> dict[str, str]:
    return read_everything(bag)


def test_json_is_one_object_on_stdout_and_nothing_on_stderr(ended: Ended, bag: Path):
    assert ended.said["bag"] == str(bag)
    assert ended.out.count("\n") == 1
    assert ended.err == ""


@pytest.mark.parametrize("group", CANARIES)
def test_nothing_that_must_stay_out_is_in_the_bag(everything: dict[str, str], group: str):
    for canary in CANARIES[group]:
        assert [where for where, text in everything.items() if canary in text] == []


def test_why_the_post_is_left_is_nowhere(everything: dict[str, str]):
    assert [where for where, text in everything.items() if "reassignment" in text.lower()] == []


def test_every_record_that_the_successor_may_see_is_in_every_format(bag: Path):
    data = bag / "data"
    texts = {
        "docx": read_docx(data / "pack.docx"),
        "html": read_html(data / "pack.html"),
        "json": read_json(data / "pack.json"),
        "pdf": read_pdf(data / "pack.pdf"),
    }
    answers = read_all_answers(sorted((DAKAR / "answers").glob("*.yaml")))
    titles = [
        record.title
        for file in answers
        for record in file.records
        if Audience.successor.may_see(record.audience)
    ]
    for name, text in texts.items():
        squeezed = squeeze(text)
        assert [title for title in titles if squeeze(title) not in squeezed] == [], name


def test_the_brief_is_read_in_ten_minutes(bag: Path):
    assert len("\n".join(read_pages(bag / "data" / "brief.pdf")).split()) <= 2_200


def test_threads_wait_or_are_promised_as_the_story_says(pack: dict[str, Any]):
    found = {thread["subject"]: thread["due_on"] for thread in pack["open_threads"]}
    expected = EXPECTED["open_threads"]

    assert {*expected["waiting"], *expected["promised"]} <= {*found}
    assert not {*EXPECTED["not_open"]} & {*found}
    for subject, due_on in expected["promised"].items():
        assert found[subject] == due_on.isoformat()


def test_contacts_are_people_in_their_rank(pack: dict[str, Any]):
    emails = [contact["email"] for contact in pack["contacts"]]
    top = EXPECTED["top_contacts"]

    assert {*emails[: len(top)]} == {*top}
    assert not {*EXPECTED["not_contacts"]} & {*emails}


def test_series_and_entries_have_their_next_dates(pack: dict[str, Any]):
    series = {one["title"]: one["next_on"] for one in pack["calendar"] if one["rhythm"]}
    single = {one["title"] for one in pack["calendar"] if not one["rhythm"]}

    assert {title: day.isoformat() for title, day in EXPECTED["running_series"].items()} == series
    assert {*EXPECTED["upcoming"]} <= single
    assert not {*EXPECTED["not_in_calendar"]} & (single | {*series})


def test_duplicates_and_versions_are_distinguished(pack: dict[str, Any]):
    documents = {one["path"].removeprefix("drive/"): one for one in pack["documents"]}

    for pair in EXPECTED["duplicates"]:
        (kept,) = (path for path in pair if path in documents)
        (copy,) = (path for path in pair if path != kept)
        assert f"drive/{copy}" in documents[kept]["duplicates"]
    for family in EXPECTED["near_versions"]:
        shown = [one for path in family if (one := documents.get(path))]
        told = {version for one in shown for version in (one["path"], *one["versions"])}
        assert {f"drive/{path}" for path in family} <= told


def test_what_could_not_be_read_is_listed_and_what_is_closed_is_not(pack: dict[str, Any]):
    unreadable = {one["path"] for one in pack["documents"] if one["unreadable"]}
    listed = {path for one in pack["documents"] for path in (one["path"], *one["duplicates"])}

    assert {f"drive/{path}" for path in EXPECTED["unreadable"]} <= unreadable
    assert not {f"drive/{path}" for path in EXPECTED["not_opened"]} & listed


def test_nothing_outside_out_and_data_is_written(ended: Ended, place: Place):
    for folder in (place.home, place.temp, place.work):
        assert describe_tree(folder) == {}
    assert place.data.stat().st_mode & 0o077 == 0
