"""Putting back: a leaver opens a private place again, from the command line to the pack."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acting import Stage, publish_pack
from people import ANA, BEN, CARLA, MOUSSA
from sourced import open_sourced, run_harvest

from models.case_file import CaseFile
from models.pack import dump_pack
from models.plan import Gate
from models.words import Audience
from portal.cli.app import run_command
from services.handovers.editions import get_edition, get_pack
from services.store import Store
from tasks import gates

LETTER = """From mara@partner.example Mon Oct  5 09:00:00 2026
From: Mara Voss <mara@partner.example>
To: Ana Sow <ana.sow@example.org>
Date: Mon, 05 Oct 2026 09:00:00 +0000
Subject: Personal: school fees
Message-ID: <school@partner.example>

Could you send me the budget of the school?

"""
WELLS, FEES, SONGS = "drive/Perso", "mail.mbox: Personal: school fees", "drive/Privat"
ANSWERS = """format: baton-answers/1
respondent: {role}
name: {name}
records: [{{kind: tip, title: "Call first, {role}"}}]
"""


@pytest.fixture
def stage(
    store: Store, case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """An exit with two private folders and a private mail; nothing carries it on by itself."""
    with open_sourced(store, case, tmp_path, monkeypatch) as opened:
        monkeypatch.setenv("BATON_PREFECT_URL", "http://127.0.0.1:9/api")
        monkeypatch.chdir(tmp_path)
        for place, text in ((WELLS, "Fourteen wells."), (SONGS, "A song.")):
            Path(place).mkdir()
            (Path(place) / f"{text.split()[1][:-1]}.txt").write_text(text, encoding="utf-8")
        with Path("mail.mbox").open("a", encoding="utf-8") as box:
            box.write(LETTER)
        yield opened


class Hand:
    """What is typed: a command of an act, by whom, and what it says."""

    def __init__(self, stage: Stage, capture: pytest.CaptureFixture[str]) -> None:
        self._stage, self._capture = stage, capture

    def type(self, act: str, email: str, *words: object) -> str:
        said = ["act", act, self._stage.reference, "--as", email, *map(str, words)]
        assert run_command(said, is_debug=True) == 0
        return self._capture.readouterr().out

    def look(self) -> dict[str, dict[str, Any]]:
        self._capture.readouterr()
        shown = json.loads(self.type("found", ANA.email, "--json"))
        return {f"{one['kind']} {one['title']}": one for one in shown}

    def finish(self) -> str:
        """Let everybody act until the pack is published; return its pack.json."""
        for role, person in (("leaver", ANA), ("manager", MOUSSA)):
            text = ANSWERS.format(role=role, name=person.name)
            Path(f"{role}.yaml").write_text(text, encoding="utf-8")
            self.type("answer", person.email, "--file", f"{role}.yaml", "--submit")
        gates.pass_gate.fn(self._stage.reference, Gate.interview)
        self.type("agree", ANA.email)
        gates.pass_gate.fn(self._stage.reference, Gate.review)
        self.type("sign", MOUSSA.email)
        gates.pass_gate.fn(self._stage.reference, Gate.sign_off)
        publish_pack(self._stage.store, self._stage.reference, self._stage.now)
        with self._stage.look() as (session, handover):
            return dump_pack(get_pack(get_edition(session, handover, Audience.successor)))


@pytest.fixture
def hand(stage: Stage, capsys: pytest.CaptureFixture[str]) -> Hand:
    typing = Hand(stage, capsys)
    typing.type("tick", CARLA.email, "check_legal_hold")
    for number in (1, 2, 3):
        typing.type("allow", ANA.email, "--source", number)
    run_harvest(stage)
    return typing


def test_what_is_put_back_is_read_looked_at_and_reaches_the_pack(stage: Stage, hand: Hand) -> None:
    before = hand.look()
    closed = {name for name in before if name.startswith("passed_over")}
    assert closed == {f"passed_over {place}" for place in (WELLS, FEES, SONGS)}
    assert "wells" not in str(before)
    numbers = [before[f"passed_over {place}"]["number"] for place in (WELLS, FEES)]
    assert "2 finds kept" in hand.type("keep", ANA.email, *numbers)
    run_harvest(stage)
    after = hand.look()
    assert {name for name in after if name.startswith("passed_over")} == {f"passed_over {SONGS}"}
    new = {name: one for name, one in after.items() if name not in before}
    assert set(new) == {"document wells", "thread Personal: school fees"}
    assert {one["state"] for one in new.values()} == {"proposed"}
    kept = {name: one["number"] for name, one in after.items() if name not in new}
    assert kept.items() <= {name: one["number"] for name, one in before.items()}.items()
    hand.type("found", ANA.email, "--done")
    pack = hand.finish()
    assert "drive/Perso/wells.txt" in pack
    assert "school fees" in pack
    assert "Privat" not in pack


def test_what_is_put_back_and_then_struck_out_reaches_no_pack(stage: Stage, hand: Hand) -> None:
    hand.type("keep", ANA.email, hand.look()[f"passed_over {WELLS}"]["number"])
    run_harvest(stage)
    hand.type("strike-out", ANA.email, hand.look()["document wells"]["number"])
    hand.type("found", ANA.email, "--done")
    pack = hand.finish()
    assert "wells" not in pack
    assert "drive/plan.txt" in pack


def test_nobody_else_puts_a_place_back(stage: Stage, hand: Hand) -> None:
    number = hand.look()[f"passed_over {WELLS}"]["number"]
    for who in (MOUSSA, BEN, CARLA):
        said = ["act", "keep", stage.reference, str(number), "--as", who.email]
        assert run_command(said, is_debug=False) == 2
    run_harvest(stage)
    assert f"passed_over {WELLS}" in hand.look()


def test_a_path_of_a_yes_that_fits_nothing_is_told_with_the_finds(
    stage: Stage, hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    hand.type("allow", ANA.email, "--source", 1, "--path", "Nothing/**")
    run_harvest(stage)
    for command in ("found", "sources"):
        capsys.readouterr()
        assert run_command(["act", command, stage.reference, "--as", ANA.email], is_debug=True) == 0
        assert 'of source 1 you allowed "Nothing/**", by which nothing' in capsys.readouterr().err
    assert run_command(["act", "sources", stage.reference, "--as", CARLA.email], is_debug=True) == 0
    assert "Nothing/" not in str(capsys.readouterr())


def test_the_sources_say_which_lie_in_another(
    store: Store,
    case: CaseFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = (("folder", "drive"), ("folder", "drive/canteen"), ("mailbox", "drive"))
    monkeypatch.setenv("COLUMNS", "300")
    with open_sourced(store, case, tmp_path, monkeypatch, named) as stage:
        command = ["act", "sources", stage.reference, "--as", ANA.email]
        assert run_command(command, is_debug=True) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "what lies in source 2 by its own answer alone" in shown
    assert "if source 3, the same place, is allowed too" in shown
