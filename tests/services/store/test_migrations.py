"""Migrations: what was written by an older version is there, whole, in the newest form."""

import json
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from migrating import migrate_to
from sqlalchemy import text
from sqlmodel import Session, create_engine, select

from models.acting import Role, StaffMember
from models.gap import Gap
from models.handover import Handover, Person, PlanStep
from models.mail import Mail, StepFact
from models.office import ROOT_OFFICE_ID, Office
from models.participant import Participant
from models.record import Answer, Record
from models.states import AnswerState, HandoverState, RecordState, StepState
from models.words import GapKind
from services.store import Store
from services.store.audit_triggers import find_trigger_faults
from services.store.tables import METADATA

pytestmark = pytest.mark.databases

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
        assert list_copies(session) == [
            ("Ana", "ana@example.org", "leaver"),
            ("M", "m@example.org", "manager"),
        ]
    if store.is_sqlite:
        check_references_hold(store)
    store.close()


def list_copies(session: Session) -> list[tuple[str, str, str]]:
    copies = session.exec(select(Participant).order_by(Participant.id))
    return [(one.name, one.email, one.role) for one in copies]


STEP_FACTS = [
    {"reference": "HO-2026-0001", "step": "sign", "owner": "manager", "due_on": "2026-11-12"},
    {"reference": "HO-2027-12345", "step": "ask_it", "owner": "records", "due_on": "2027-01-04"},
]
OLD_MAILS = {
    "digest": {
        "overdue": [
            "HO-2026-0001 sign manager 2026-11-12",
            "HO-2027-12345 ask_it records 2027-01-04",
        ],
        "soon": [],
    },
    "pack_ready": {"reference": "HO-2026-0001", "edition": 2},
}
"""What the second version wrote: of each kind of mail the facts."""


OLD_MAIL = """
INSERT INTO mail (key, person_id, template, facts, language, state, created_at, next_try_at,
  attempts) VALUES (:template, 1, :template, :facts, 'en', 'sent', :at, :at, 0)
"""
OLD_GAP = """
INSERT INTO gap (handover_id, key, kind, what, state) VALUES (1, 'k', 'risk', 'No score', 'open')
"""


def put_old_mails(url: str) -> None:
    engine = create_engine(url)
    with Session(engine) as session:
        for template, facts in OLD_MAILS.items():
            row = {"template": template, "facts": json.dumps(facts), "at": "2026-11-12 00:00:00"}
            session.connection().execute(text(OLD_MAIL), row)
        session.connection().execute(text(OLD_GAP))
        session.commit()
    engine.dispose()


def read_facts(url: str) -> dict[str, object]:
    """Return the facts of each mail as they stand in the database."""
    engine = create_engine(url)
    with Session(engine) as session:
        rows = session.connection().execute(text("SELECT template, facts FROM mail"))
        found = {
            name: facts if isinstance(facts, dict) else json.loads(facts) for name, facts in rows
        }
    engine.dispose()
    return found


def test_steps_that_mails_list_become_objects_and_words_again(empty_url: str) -> None:
    store = Store(empty_url)
    migrate_to(empty_url, "0001")
    put_old_rows(empty_url)
    migrate_to(empty_url, "0002")
    put_old_mails(empty_url)
    migrate_to(empty_url, "0003")
    assert read_facts(empty_url) == OLD_MAILS | {"digest": {"overdue": STEP_FACTS, "soon": []}}
    with store.read() as session:
        facts = session.exec(select(Mail.facts).where(Mail.template == "digest")).one()
        assert facts["overdue"] == [StepFact.model_validate(fact) for fact in STEP_FACTS]
        assert session.exec(select(Gap)).one().kind is GapKind.risk
    store.close()
    migrate_to(empty_url, "0002", command.downgrade)
    assert read_facts(empty_url) == OLD_MAILS


OLD_STAFF = "INSERT INTO staff_member (person_id, role) VALUES (1, 'hr'), (2, 'hr'), (2, 'admin')"


def test_everything_that_was_there_belongs_to_the_root(empty_url: str) -> None:
    store = Store(empty_url)
    migrate_to(empty_url, "0001")
    put_old_rows(empty_url)
    migrate_to(empty_url, "0003")
    with store.write() as session:
        session.connection().execute(text(OLD_STAFF))
    store.migrate()
    with store.read() as session:
        (root,) = session.exec(select(Office))
        assert (root.row_id, root.key, root.parent_id) == (ROOT_OFFICE_ID, "root", None)
        rows = [*session.exec(select(Person)), *session.exec(select(Handover))]
        assert [row.office_id for row in rows] == [ROOT_OFFICE_ID] * 3
        members = session.exec(select(StaffMember).order_by(StaffMember.person_id)).all()
        assert {(one.person_id, one.role, one.office_id) for one in members} == {
            (1, Role.hr, 1), (2, Role.hr, 1), (2, Role.admin, 1)
        }  # fmt: skip
    if store.is_sqlite:
        check_references_hold(store)
    store.close()
    migrate_to(empty_url, "0004", command.downgrade)


def test_an_older_database_gets_the_tables_that_the_models_describe(empty_url: str) -> None:
    store = Store(empty_url)
    migrate_to(empty_url, "0001")
    put_old_rows(empty_url)
    for _ in ("first", "again, after the way back"):
        store.migrate()
        with store.write() as session:
            context = MigrationContext.configure(session.connection())
            assert compare_metadata(context, METADATA) == []
            assert find_trigger_faults(session.connection()) == ()
        migrate_to(empty_url, "0001", command.downgrade)
    store.close()


def check_references_hold(store: Store) -> None:
    with store.write() as session:
        broken = session.connection().execute(text("PRAGMA foreign_key_check")).all()
        assert broken == []
        assert session.connection().execute(text("PRAGMA foreign_keys")).scalar() == 1
