"""Purging: what is past its time goes, what is held stays, and the trail says so."""

from datetime import date
from pathlib import Path

import pytest
from acting import Stage, open_stage
from people import ANA, CARLA
from sqlmodel import col, func, select

from models.acting import ApiToken
from models.case_file import CaseFile
from models.handover import Handover, Person, PlanStep
from models.harvested import Content, FoundFileRow
from models.mail import Mail
from models.record import AuditEvent, PackEdition, Record
from services.acts.changing import cancel, set_legal_hold
from services.audit import find_first_bad
from services.retention.carrying_out import purge_due
from services.retention.policy import find_keep_until
from services.retention.purging import list_purgeable, remove_files
from services.store import Store

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
