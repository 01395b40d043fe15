"""Older versions: what one has read without asking is shown to nobody first, and can be refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage
from alembic import command
from migrating import migrate_to
from people import ANA, CARLA
from sourced import list_found, open_sourced, run_harvest
from sqlmodel import col, select, update

from models.case_file import CaseFile
from models.found import FoundState
from models.handover import FinishedStep, PlanStep
from models.harvest_rows import Content, FoundFileRow
from models.outbox import OutboxEntry, Topic
from models.plan import Gate
from models.states import SourceState, StepState
from services.acts.looking import (
    FoundChoice,
    FoundDecision,
    FoundLine,
    decide,
    list_found_lines,
)
from services.acts.permitting import Allowance, allow_source, keep_silent_out, refuse_source
from services.acts.settling import tick_step
from services.acts.source_lines import list_source_lines
from services.handovers.gates import Wait, find_first_wait
from services.handovers.materials import gather_material
from services.store import Store

pytestmark = pytest.mark.databases

BEFORE_CONSENT = "0003"
"""The version of the tables with neither a yes nor a look: it harvested at once."""
MARA = "Mara Voss <mara@partner.example>"
ASKED = ("read_notice", "check_legal_hold", "allow_sources")
READ = {"plan", "old", "songs", "list", "Well meeting", "Canteen concert"}


@pytest.fixture
def older(
    store: Store, case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Give a handover that an older version harvested, and of which Mara was struck out there."""
    with open_sourced(store, case, tmp_path, monkeypatch) as stage:
        run_harvest(stage.allowed())
        (mara,) = [line for line in list_lines(stage) if line.title.startswith("Mara")]
        gone = FoundDecision(FoundChoice(numbers=(mara.number,)), FoundState.struck_out)
        stage.act(ANA.email, decide, gone)
        with stage.look() as (session, _):
            unasked = update(FinishedStep).where(col(FinishedStep.step) == "harvest")
            session.exec(unasked.values(input_digest="once"))
            steps = update(PlanStep).where(col(PlanStep.key).in_(ASKED))
            session.exec(steps.values(state=StepState.planned, ended_at=None))
            session.exec(update(OutboxEntry).values(sent_at=stage.now))
        store.close()
        migrate_to(store.url, BEFORE_CONSENT, command.downgrade)
        store.migrate()
        yield stage


def list_lines(stage: Stage) -> tuple[FoundLine, ...]:
    lines: tuple[FoundLine, ...] = stage.ask(ANA.email, list_found_lines)
    return lines


def get_wait(stage: Stage) -> Wait:
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
    assert wait
    return wait


def test_what_was_read_unasked_waits_for_the_leavers_look(older: Stage) -> None:
    before = list_found(older)
    run_harvest(older)
    assert list_found(older) == before
    lines = list_lines(older)
    assert {line.title for line in lines if line.state is FoundState.struck_out} == {MARA}
    assert {line.state for line in lines if line.title != MARA} == {FoundState.proposed}
    assert {"Well meeting", "Canteen concert"} <= {line.title for line in lines}
    assert (get_wait(older).gate, get_wait(older).owner) == (Gate.found, "leaver")
    with older.look() as (session, handover):
        shown = gather_material(session, handover, older.now.date()).harvest
    assert (shown.contacts, shown.calendar, shown.threads) == ((), (), ())


def test_a_case_under_way_gets_a_run(older: Stage) -> None:
    with older.look() as (session, _):
        waiting = session.exec(select(OutboxEntry).where(col(OutboxEntry.sent_at).is_(None))).all()
    assert [(one.topic, one.handover) for one in waiting] == [(Topic.run, older.reference)]
    assert waiting[0].next_try_at <= older.now


def test_nothing_more_is_read_without_a_yes(older: Stage, tmp_path: Path) -> None:
    (tmp_path / "drive" / "new.txt").write_text("Came later.", encoding="utf-8")
    run_harvest(older)
    assert "new" not in list_found(older)
    seen = older.ask(ANA.email, list_source_lines)
    assert [(one.state, one.is_read_unasked) for one in seen.sources] == [("waiting", True)] * 3


def test_a_no_takes_back_what_was_read_unasked_and_asks_for_the_rest(older: Stage) -> None:
    run_harvest(older)
    assert older.act(ANA.email, refuse_source, 2) is SourceState.revoked
    assert list_found(older) == set()
    run_harvest(older)
    assert get_wait(older).gate is Gate.sources
    for number in (1, 3):
        older.act(ANA.email, allow_source, Allowance(source=number))
    older.act(CARLA.email, tick_step, "check_legal_hold")
    run_harvest(older)
    assert list_found(older) == READ
    assert not any("Mara" in line.title for line in list_lines(older))


def test_silence_takes_back_what_was_read_unasked(older: Stage) -> None:
    run_harvest(older)
    older.act(ANA.email, refuse_source, 2)
    with older.look() as (session, handover):
        assert keep_silent_out(session, handover, older.now) == 2
        session.flush()
        for table in (FoundFileRow, Content):
            assert session.exec(select(table)).all() == [], table
    run_harvest(older)
    assert list_found(older) == set()
