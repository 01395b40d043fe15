"""Migrations: what was written by an older version is there, whole, in the newest form."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import Session, create_engine, select

from models.handover import Handover, PlanStep
from models.record import Answer, Record
from models.states import AnswerState, HandoverState, RecordState, StepState
from services import store as store_package
from services.store import Store

pytestmark = pytest.mark.databases

MIGRATIONS = Path(store_package.__file__).parent / "migrations"


OLD_ROWS = """
INSERT INTO person (id, email, name) VALUES (1, 'ana@example.org', 'Ana'),
  (2, 'm@example.org', 'M');
INSERT INTO post (id, title, unit, duty_station, family) VALUES (1, 'Officer', '', '', 'general');
INSERT INTO handover (id, reference, case_key, input_digest, kind, state, language, last_working_on,
  legal_hold, has_people, holidays, exclude, post_id, leaver_id, manager_id, opened_at)
  VALUES (1, 'HO-2026-0001', 'k', 'd', 'resignation', 'delivered', 'en', '2026-11-27', false, false,
  '[]', '[]', 1, 1, 2, '2026-10-01 00:00:00');
INSERT INTO plan_step (handover_id, id, position, key, owner, due_on, is_late, state)
  VALUES (1, 1, 0, 'interview', 'leaver', '2026-11-03', false, 'planned');
INSERT INTO answer (handover_id, id, respondent, name) VALUES (1, 1, 'leaver', 'Ana');
INSERT INTO record (handover_id, id, answer_id, position, kind, audience, state, content)
  VALUES (1, 1, 1, 1, 'tip', 'successor', 'proposed', '{"kind": "tip", "title": "Call first"}');
"""


def migrate_to(url: str, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    config.attributes["engine"] = engine
    command.upgrade(config, version)
    engine.dispose()


def put_old_rows(url: str) -> None:
    engine = create_engine(url)
    with Session(engine) as session:
        for statement in OLD_ROWS.strip().split(";\n"):
            session.connection().execute(text(statement))
        session.commit()
    engine.dispose()


def test_rows_of_the_first_version_are_carried_over(empty_url: str) -> None:
    store = Store(empty_url)
    assert store.find_version() is None
    migrate_to(empty_url, "0001")
    put_old_rows(empty_url)
    store.migrate()
    with store.read() as session:
        handover = session.exec(select(Handover)).one()
        assert (handover.state, handover.hr_id) == (HandoverState.delivered, None)
        assert handover.opened_at == datetime(2026, 10, 1, tzinfo=UTC)
        assert session.exec(select(Answer)).one().state is AnswerState.submitted
        step = session.exec(select(PlanStep)).one()
        assert (step.key, step.state, step.ended_at) == ("interview", StepState.planned, None)
        record = session.exec(select(Record)).one()
        assert (record.state, record.revision) == (RecordState.proposed, 1)
        assert record.content.title == "Call first"
    if store.is_sqlite:
        check_references_hold(store)
    store.close()


def check_references_hold(store: Store) -> None:
    with store.write() as session:
        broken = session.connection().execute(text("PRAGMA foreign_key_check")).all()
        assert broken == []
        assert session.connection().execute(text("PRAGMA foreign_keys")).scalar() == 1
