"""Sweeping: what a kill left goes, also where nobody comes by again; what is at work stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from acting import TIP, Stage, open_stage
from people import ANA, BEN, CARLA, MOUSSA

from models.case_file import CaseFile
from models.errors import WrongStateError
from models.words import Audience
from services.acts.changing import cancel
from services.acts.reviewing import strike_out
from services.acts.seeing import list_files
from services.handovers.deliveries import set_target
from services.handovers.edition_files import keep_files, locate_files, staged_files
from services.handovers.editions import get_edition
from services.store import Store
from services.tending.sweeping import sweep


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    return open_stage(store, case)


@pytest.fixture
def ended() -> int:
    """Give the number of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def clear(stage: Stage, data: Path) -> None:
    sweep(stage.store, data, data / "failures", data / "mails")


def test_what_a_killed_drawing_left_goes_though_a_later_edition_is_drawn(
    stage: Stage, tmp_path: Path, ended: int
) -> None:
    folder = tmp_path / "packs" / stage.reference
    left, at_work = (folder / f".successor-1-{owner}-abc_d3f9" for owner in (ended, os.getpid()))
    for place in (left, at_work, folder / "successor-2"):
        place.mkdir(parents=True)
        (place / "brief.pdf.part").touch()
    clear(stage, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [at_work.name, "successor-2"]


def test_a_bag_that_a_kill_left_half_written_goes_in_a_cancelled_case(
    stage: Stage, tmp_path: Path
) -> None:
    bags = tmp_path / "bags"
    left, others = bags / f".{stage.reference}.unfinished", bags / ".theirs.unfinished"
    for place in (left, others):
        (place / "data").mkdir(parents=True)
    with stage.look() as (session, _):
        set_target(session, stage.reference, bags)
    stage.act(CARLA.email, cancel)
    clear(stage, tmp_path)
    assert list(bags.iterdir()) == [others]


def test_a_mail_that_a_kill_left_half_written_goes_after_a_day(
    stage: Stage, tmp_path: Path
) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    old, new, whole = (mails / name for name in (".1.part", ".2.part", "1.eml"))
    for path in (old, new, whole):
        path.touch()
    for path in (old, whole):
        os.utime(path, (0, 0))
    clear(stage, tmp_path)
    assert sorted(mails.iterdir()) == [new, whole]


def test_files_of_a_withdrawn_edition_go_where_no_later_one_is_drawn(
    stage: Stage, tmp_path: Path
) -> None:
    stage.answer(ANA.email, TIP).answer(MOUSSA.email, TIP).go_on()
    stage.reviewed().signed().go_on()
    with stage.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
    folder = locate_files(tmp_path, handover, edition)
    with (
        staged_files(edition, folder, {"pack.json": b"{}"}) as staged,
        stage.store.write() as session,
    ):
        keep_files(session, edition, staged)
    clear(stage, tmp_path)
    assert [file.name for file in folder.iterdir()] == ["pack.json"]
    stage.act(ANA.email, strike_out, stage.list_records(ANA.email)[0].id)
    stage.act(CARLA.email, cancel)
    clear(stage, tmp_path)
    assert not folder.exists()
    with pytest.raises(WrongStateError, match="withdrawn"):
        stage.ask(BEN.email, list_files)
