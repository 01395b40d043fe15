"""`baton list` and `baton show`: what waits for an author, who signed, and why no pack is drawn."""

from pathlib import Path

import pytest
from acting import Stage, open_stage
from commands import Ended, PlaceInside
from people import ANA, CARLA, DAN, MOUSSA

from models.acting import Role
from models.case_file import CaseFile
from services.acts.changing import Replacement, reassign
from services.acts.signing import sign
from services.settings import Settings
from services.store import open_store


@pytest.fixture
def stage(inside: PlaceInside, case: CaseFile) -> Stage:
    """Both have answered; the clock of the commands is that of the stage."""
    store = open_store(Settings(data=inside.data).database_url)
    opened = open_stage(store, case).answered()
    Path(inside.work, "clock").write_text(opened.now.isoformat(), encoding="utf-8")
    return opened


def run(place: PlaceInside, *words: object) -> Ended:
    return place.run(*words, BATON_CLOCK_FILE="clock")


def test_changes_that_wait_are_counted_and_told(inside: PlaceInside, stage: Stage) -> None:
    assert "Changes" not in run(inside, "list").out
    line = stage.list_records(MOUSSA.email)[0]
    content = f"{{kind: {line.content.kind}, title: Other, if: a, then: b}}"
    text = f"record_id: {line.id}\nrevision: 1\ncontent: {content}\n"
    Path(inside.work, "edit.yaml").write_text(text, encoding="utf-8")
    typed = ("act", "edit", stage.reference, "--as", MOUSSA.email, "--file", "edit.yaml")
    assert "Proposed" in run(inside, *typed).out
    assert "Changes" in run(inside, "list").out
    assert [one["open_changes"] for one in run(inside, "list", "--json").said] == [1]
    for email, waits in ((ANA.email, True), (MOUSSA.email, False)):
        shown = run(inside, "show", stage.reference, "--as", email)
        assert ("For you to decide: 1" in shown.out) is waits
    told = run(inside, "show", stage.reference, "--as", ANA.email, "--json").said
    assert (told["changes_for_you"], told["pack_obstacles"], told["signature"]) == (1, [], None)


def test_a_manager_who_came_later_is_named(inside: PlaceInside, stage: Stage) -> None:
    stage.act(CARLA.email, reassign, Replacement(role=Role.manager, person=DAN))
    stage.reviewed()
    stage.act(DAN.email, sign)
    day = f"{stage.now:%Y-%m-%d}"
    shown = run(inside, "show", stage.reference)
    assert f"signed on {day} by a manager who came on {day}" in shown.out
    told = run(inside, "show", stage.reference, "--json").said["signature"]
    assert (told["signed_at"][:10], told["came_at"][:10]) == (day, day)
