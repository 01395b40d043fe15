"""Versions: handovers that wait are carried over newer versions of flow, plan and tables."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import tell
from people import ANA, CARLA
from sqlalchemy import create_engine, text

import flows
from models.acting import Role
from services.acts.actors import add_staff, find_actor
from services.acts.answering import save_answers, submit_answers
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.store import Store

pytestmark = pytest.mark.engine

ROOT = Path(flows.__file__).parents[1]
PACKAGES = ("examples", "flows", "models", "portal", "services", "tasks", "templates")
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
RUN = """
import sys
from pathlib import Path
from portal.runs import run_embedded
run_embedded(sys.argv[1], Path(sys.argv[2]))
"""
AGREE = """
import os, sys
from services.acts.actors import find_actor
from services.acts.reviewing import agree_all
from tasks.workplace import get_store, now
with get_store().write() as session:
    agree_all(session, find_actor(session, "ana.sow@example.org"), sys.argv[1], now())
"""
MIGRATION = '''"""Thanks."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9001", "{head}", None, None
def upgrade() -> None:
    op.create_table("thanks", sa.Column("id", sa.Integer(), primary_key=True))
'''


def make_version(folder: Path, base: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the code whose files have been edited: (file, what stood there, what stands)."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("fonts", "dakar*")
        shutil.copytree(base / package, folder / package, ignore=ignored)
    for name, old, new in edits:
        path = folder / name
        written = path.read_text(encoding="utf-8")
        assert old in written
        path.write_text(written.replace(old, new), encoding="utf-8")
    return folder


def run_with(version: Path, script: str, data: Path, reference: str) -> None:
    clock = data / "clock"
    clock.write_text(NOW.isoformat(), encoding="utf-8")
    environment = {"BATON_DATA": data, "BATON_CLOCK_FILE": clock, "PYTHONPATH": version}
    kept = {"PATH": os.environ["PATH"], "HOME": str(data)}
    ended = subprocess.run(
        [sys.executable, "-c", script, reference, str(data)],
        cwd=version,
        env=kept | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def read_plan(data: Path, reference: str) -> tuple[str, dict[str, str]]:
    """The state of the handover, and of each step of its plan."""
    engine = create_engine(f"sqlite:///{data}/baton.db")
    with engine.connect() as connection:
        state = connection.execute(text("SELECT state FROM handover")).scalar_one()
        rows = connection.execute(text("SELECT key, state FROM plan_step")).all()
    engine.dispose()
    return state, {str(key): str(state) for key, state in rows}


@pytest.fixture
def waiting(tmp_path: Path, given: CaseInput) -> tuple[Path, str]:
    """A handover whose leaver has answered, under the version that is here."""
    data = tmp_path / "data"
    data.mkdir()
    store = Store(f"sqlite:///{data}/baton.db")
    store.migrate()
    tips = tell({"kind": "tip", "title": "Call the donor first"})
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        with_people = given.model_copy(update={"answers": ()})
        reference = start_handover(session, find_actor(session, CARLA.email), with_people, NOW)
        for email in (ANA.email, given.case.manager.email):
            actor = find_actor(session, email)
            save_answers(session, actor, reference, tips, NOW)
            submit_answers(session, actor, reference, NOW)
    store.close()
    return data, reference


PLAN = "templates/plans/before.yaml"


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A version with a step renamed, one lost, one new, a task less and a migration more."""
    version = make_version(
        tmp_path / "second",
        ROOT,
        (PLAN, "key: review_entries", "key: read_entries\n    formerly: [review_entries]"),
        (PLAN, "[review_entries]\n    title", "[read_entries]\n    title"),
        (PLAN, "key: shadow", "key: visit"),
        ("flows/handover.py", "    harvest.make_sense(reference)\n", ""),
    )
    versions = version / "services/store/migrations/versions"
    head = max(path.name[:4] for path in versions.glob("0*.py"))
    (versions / "9001_thanks.py").write_text(MIGRATION.format(head=head), encoding="utf-8")
    return version


@pytest.fixture
def third(second: Path, tmp_path: Path) -> Path:
    """One more version, with the step renamed again."""
    known = ("key: read_entries\n    formerly: [", "key: look_over\n    formerly: [read_entries, ")
    named = ("[read_entries]\n    title", "[look_over]\n    title")
    return make_version(tmp_path / "third", second, (PLAN, *known), (PLAN, *named))


def test_waiting_handovers_go_on_over_two_versions(
    waiting: tuple[Path, str], second: Path, third: Path
):
    data, reference = waiting
    run_with(second, RUN, data, reference)
    state, steps = read_plan(data, reference)
    assert state == "answered"
    assert (steps["interview"], steps["read_entries"]) == ("done", "planned")
    assert (steps["shadow"], steps["visit"]) == ("not_needed", "planned")
    assert "review_entries" not in steps
    run_with(third, AGREE, data, reference)
    run_with(third, RUN, data, reference)
    state, steps = read_plan(data, reference)
    assert (state, steps["look_over"], steps["approve"]) == ("reviewed", "done", "planned")
