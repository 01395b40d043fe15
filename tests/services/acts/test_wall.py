"""The wall between why and what: all kinds of exit look the same, but for those who may know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from each import each
from people import CARLA, MOUSSA
from wall import HELD, KHADY, KNOWING, OTHERS, World, make_case

from models.words import DepartureKind
from services.acts.changing import set_legal_hold
from services.acts.closing import close_handover
from services.acts.signing import sign
from services.planning import get_plan_rules

Play = Callable[["World", str], Iterator[dict[str, Any]]]
"""Lets an exit of a kind go on, and yields now and then what each person sees."""
pytestmark = pytest.mark.slow

HELD_LATER = "resignation, held later"
WITH_TIME = (*(kind for kind in DepartureKind if kind != "death"), HELD, HELD_LATER)
WITHOUT = (*DepartureKind, HELD, HELD_LATER)
TIP = {"kind": "tip", "title": "Call the donor first"}


def look_at_all(world: World) -> dict[str, Any]:
    return {**{name: world.look(name) for name in OTHERS}, "around": world.look_around()}


def play_with_time(world: World, kind: str) -> Iterator[dict[str, Any]]:
    """Play an exit with a leaver: delivered, past the last day, closed."""
    world.on(date(2026, 11, 5))
    if kind == HELD_LATER:
        world.stage.act(CARLA.email, set_legal_hold, is_held=True)
    world.stage.answer(KHADY.email, TIP).answered().reviewed().signed().go_on()
    yield look_at_all(world.on(date(2026, 11, 24)))
    yield look_at_all(world.on(date(2026, 12, 14)))
    world.stage.received().waived()
    world.stage.act(CARLA.email, close_handover)
    yield look_at_all(world.on(date(2027, 1, 11)))


def play_without(world: World, kind: str) -> Iterator[dict[str, Any]]:
    """Play an exit of somebody who is gone: answered by others, signed, delivered."""
    world.on(date(2026, 12, 2))
    if kind == HELD_LATER:
        world.stage.act(CARLA.email, set_legal_hold, is_held=True)
    world.stage.answer(KHADY.email, TIP).answer(MOUSSA.email, TIP).go_on()
    yield look_at_all(world.on(date(2026, 12, 9)))
    world.stage.act(MOUSSA.email, sign)
    world.stage.go_on()
    yield look_at_all(world.on(date(2026, 12, 21)))


@dataclass
class Played:
    """One exit in a world for each kind, and what was seen there: a mapping by person each day."""

    worlds: dict[str, World]
    seen: dict[str, list[dict[str, Any]]]

    def list_differences(self, name: str) -> list[str]:
        """Return where what somebody saw of a kind is not what they saw of the first."""
        first = next(iter(self.seen.values()))
        return [
            f"{kind}, look {number}, {what}"
            for kind, days in self.seen.items()
            for number, (one, other) in enumerate(zip(first, days, strict=True))
            for what in sorted(one[name].keys() | other[name].keys())
            if one[name].get(what) != other[name].get(what)
            # Who audits sees that somebody did something, and not what.
            if not (kind == HELD_LATER and what.startswith("/audit/"))
        ]


def play_all(folder: Path, empty: Path, kinds: tuple[str, ...], day: date, play: Play) -> Played:
    worlds = {
        kind: World(folder / f"{number}", empty, make_case(kind), day)
        for number, kind in enumerate(kinds)
    }
    return Played(worlds, {kind: list(play(world, kind)) for kind, world in worlds.items()})


@pytest.fixture(scope="module")
def with_time(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Played:
    """Ana leaves in four weeks."""
    folder = tmp_path_factory.mktemp("with")
    return play_all(folder, migrated_file, WITH_TIME, date(2026, 11, 2), play_with_time)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Played:
    """Ana is gone since Friday."""
    folder = tmp_path_factory.mktemp("without")
    return play_all(folder, migrated_file, WITHOUT, date(2026, 11, 30), play_without)


@each("name", [*OTHERS, "around"])
def test_who_need_not_know_sees_no_difference(
    with_time: Played, without: Played, name: str
) -> None:
    assert with_time.list_differences(name) == []
    assert without.list_differences(name) == []


def test_there_is_something_to_see(with_time: Played, without: Played) -> None:
    for played in (with_time, without):
        last = played.seen[HELD][-1]
        assert all(last[name]["mails"] for name in ("manager", "receiver", "peer"))
        assert last["around"]["pack"]
        assert last["around"]["plan"]
        answers = [value for what, value in last["manager"].items() if what != "mails"]
        assert len([code for code, _ in answers if code == 200]) >= 5


@each("name", KNOWING)
def test_who_may_know_sees_kind_and_hold(with_time: Played, without: Played, name: str) -> None:
    for played in (with_time, without):
        path = f"/handovers/{played.worlds[HELD].stage.reference}"
        views = {kind: world.people[name].get(path).json() for kind, world in played.worlds.items()}
        assert {kind for kind, view in views.items() if view["legal_hold"]} == {HELD, HELD_LATER}
        plans = {kind: {step["key"] for step in view["steps"]} for kind, view in views.items()}
        assert plans[HELD] != plans["resignation"] != plans["long_absence"]


TELLING = sorted(get_plan_rules().telling)


@each("name", ["manager", "receiver", "km_focal_point"])
def test_nobody_finds_out_by_trying(with_time: Played, name: str) -> None:
    for key in TELLING:
        answers = set()
        for world in with_time.worlds.values():
            path = f"/handovers/{world.stage.reference}"
            answer = world.people[name].post(f"{path}/steps/{key}/done")
            answers.add((answer.status_code, answer.text))
        assert len(answers) == 1, key
        assert answer.status_code != 200


def test_only_hr_brings_somebody_back(without: Played) -> None:
    body = {"last_working_on": "2027-02-26"}
    answers = {
        (answer.status_code, answer.text)
        for world in without.worlds.values()
        for answer in [
            world.people["manager"].post(f"/handovers/{world.stage.reference}/reschedule", body)
        ]
    }
    assert [status for status, _ in answers] == [403]
