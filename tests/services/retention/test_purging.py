"""Purging: what is past its time goes, what is held stays, and the trail says so."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from acting import WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import col, func, select

from models.acting import ApiToken
from models.audit import AuditEvent
from models.case_file import CaseFile
from models.errors import WrongStateError
from models.handover import Handover, Person, PlanStep, Source
from models.harvest_rows import Content, FoundFileRow
from models.mail import Mail
from models.record import PackEdition, Record
from models.words import Language
from services.acts.actors import find_actor
from services.acts.changing import cancel, reopen, set_legal_hold
from services.audit import find_first_bad
from services.handovers.retention_policy import find_keep_until
from services.retention.carrying_out import purge_due
from services.retention.purging import list_purgeable, remove_files
from services.store import Store

pytestmark = pytest.mark.processes

AFTER = date(2033, 11, 28)
TABLES = (Record, PackEdition, Mail, FoundFileRow, Content)


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    stage = open_stage(store, case).delivered()
    stage.act(CARLA.email, cancel)
    return stage


def count_rows(store: Store, table: type) -> int:
    with store.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def purge(stage: Stage, data: Path) -> tuple[str, ...]:
    return purge_due(stage.store, data, stage.now)


def test_it_is_kept_for_seven_years_from_the_last_day(stage: Stage):
    with stage.look() as (session, handover):
        assert find_keep_until(handover) == date(2033, 11, 27)
        assert list_purgeable(session, date(2033, 11, 27)) == []
        assert list_purgeable(session, AFTER) == [handover]


def test_everything_goes_but_reference_plan_and_trail(stage: Stage, tmp_path: Path):
    folder = tmp_path / "bags" / stage.reference
    folder.mkdir(parents=True)
    (folder / "bagit.txt").write_text("x")
    assert purge(stage.on(AFTER), tmp_path) == (stage.reference,)
    assert [count_rows(stage.store, table) for table in TABLES] == [0] * len(TABLES)
    assert not folder.exists()
    with stage.look() as (session, handover):
        assert handover.purged_at is not None
        assert session.exec(select(func.count(col(PlanStep.id)))).one() > 30
        actions = session.exec(select(AuditEvent.action)).all()
        assert actions[0] == "opened"
        assert actions[-1] == "purged 4 records, 0 documents"
        assert find_first_bad(session) is None
        assert "Ana Sow" not in session.exec(select(Person.name)).all()
    assert purge(stage, tmp_path) == ()


def test_names_fade_in_the_language_of_the_case(store: Store, case: CaseFile, tmp_path: Path):
    stage = open_stage(store, case.model_copy(update={"language": Language.fr}))
    stage.act(CARLA.email, cancel)
    purge(stage.on(AFTER), tmp_path)
    with stage.look() as (session, _):
        names = session.exec(select(Person.name)).all()
    assert "un ancien collègue" in names
    assert ANA.name not in names


def test_a_legal_hold_stops_it(stage: Stage, tmp_path: Path):
    stage.act(CARLA.email, set_legal_hold, is_held=True)
    assert purge(stage.on(AFTER), tmp_path) == ()
    assert count_rows(stage.store, Record) == 4
    stage.act(CARLA.email, set_legal_hold, is_held=False)
    assert purge(stage, tmp_path) == (stage.reference,)


def test_what_still_runs_is_not_purged(store: Store, case: CaseFile, tmp_path: Path):
    stage = open_stage(store, case).delivered().on(AFTER)
    assert purge(stage, tmp_path) == ()


def test_a_purge_that_was_killed_after_the_files_is_finished(stage: Stage, tmp_path: Path):
    remove_files(tmp_path, stage.reference)
    assert count_rows(stage.store, Record) == 4
    assert purge(stage.on(AFTER), tmp_path) == (stage.reference,)


def test_who_is_in_another_handover_stays(store: Store, case: CaseFile, tmp_path: Path):
    first = open_stage(store, case)
    later = case.model_copy(update={"last_working_on": date(2031, 11, 27)})
    open_stage(store, later)
    first.act(CARLA.email, cancel)
    purge(first.on(AFTER), tmp_path)
    with store.read() as session:
        assert ANA.name in session.exec(select(Person.name)).all()
        assert session.exec(select(func.count(col(Handover.id)))).one() == 2
        assert session.exec(select(ApiToken)).all() == []


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from services.retention import carrying_out, purging
from services.store import Store

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

# Killed after most of the rows and before the transaction ends, or after it and before the files.
purging.append_event = die if sys.argv[4] == "rows" else purging.append_event
carrying_out.remove_files = die
carrying_out.purge_due(Store(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.parametrize("at", ["rows", "files"])
def test_a_purge_that_is_killed_is_finished_by_the_next(stage: Stage, tmp_path: Path, at: str):
    folder = tmp_path / "packs" / stage.reference / "successor-1"
    folder.mkdir(parents=True)
    stage.on(AFTER)
    arguments = [stage.store.url, str(tmp_path), stage.now.isoformat(), at]
    ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], timeout=600, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert folder.exists()
    assert count_rows(stage.store, Record) == (4 if at == "rows" else 0)
    assert purge(stage, tmp_path) == ((stage.reference,) if at == "rows" else ())
    assert count_rows(stage.store, Record) == 0
    assert not folder.exists()


def give_source(stage: Stage, *sha256s: str) -> None:
    """Let the handover have read files of such contents."""
    with stage.look() as (session, handover):
        source = Source(
            handover_id=handover.row_id, position=9, kind="folder", path="drive", location="/d"
        )
        session.add(source)
        session.flush()
        for sha256 in sha256s:
            stat = {"location": b"/d", "size_bytes": 1, "modified_ns": 1, "sha256": sha256}
            session.add(FoundFileRow(source_id=source.row_id, path=sha256, **stat))
            session.merge(Content(sha256=sha256, reader="file", version="1", reading={}))


def test_contents_stay_that_another_handover_has_read(stage: Stage, case: CaseFile, tmp_path: Path):
    later = case.model_copy(update={"last_working_on": date(2031, 11, 27)})
    give_source(open_stage(stage.store, later), "shared", "other")
    give_source(stage, "shared", "mine")
    purge(stage.on(AFTER), tmp_path)
    with stage.store.read() as session:
        assert set(session.exec(select(Content.sha256))) == {"shared", "other"}


def test_bags_that_somebody_changed_go_as_well(stage: Stage, tmp_path: Path):
    names = (stage.reference, f"{stage.reference}.changed-1", f".{stage.reference}.replaced")
    folders = [tmp_path / "bags" / name for name in names]
    other = tmp_path / "bags" / f"{stage.reference}0"
    for folder in (*folders, other):
        folder.mkdir(parents=True)
    purge(stage.on(AFTER), tmp_path)
    assert [folder for folder in folders if folder.exists()] == []
    assert other.exists()


def test_a_person_known_elsewhere_only_as_owner_stays(stage: Stage, case: CaseFile, tmp_path: Path):
    later = case.model_copy(update={"last_working_on": date(2031, 11, 27), "leaver": DAN})
    other = open_stage(stage.store, later.model_copy(update={"receiver": None}))
    other.answer(DAN.email, WARNING)
    number = other.list_records(DAN.email)[0].id
    with other.look() as (session, _):
        record = session.get_one(Record, number)
        record.owner_id = find_actor(session, BEN.email).person_id
        session.add(record)
    purge(stage.on(AFTER), tmp_path)
    with stage.store.read() as session:
        names = set(session.exec(select(Person.name)))
    assert {BEN.name, MOUSSA.name, CARLA.name} <= names
    assert ANA.name not in names


def test_what_is_purged_is_not_taken_up_but_opened_as_new(
    stage: Stage, case: CaseFile, tmp_path: Path
):
    purge(stage.on(AFTER), tmp_path)
    with pytest.raises(WrongStateError, match="has been purged"):
        stage.act(CARLA.email, reopen)
    again = open_stage(stage.store, case)
    assert again.reference != stage.reference
