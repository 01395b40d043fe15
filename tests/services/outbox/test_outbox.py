"""Outbox: what acts have left is asked for once Prefect is there, one run for all of a handover."""

from datetime import timedelta
from typing import Any

import pytest
from conftest import TODAY
from sqlmodel import col, select

from models.outbox import OutboxEntry, Topic
from services.outbox.outbox import dispatch_runs
from services.outbox.prefect_api import Engine
from services.store import Store

pytestmark = [pytest.mark.engine, pytest.mark.databases]
NOBODY = "http://127.0.0.1:9/api"
FIRST, SECOND = "HO-2026-0001", "HO-2026-0002"


@pytest.fixture
def engine(prefect: Engine) -> Engine:
    for run in list_runs(prefect):
        prefect.ask("DELETE", f"flow_runs/{run['id']}")
    return prefect


@pytest.fixture
def entries(store: Store) -> None:
    for reference, stage in ((FIRST, "interview"), (SECOND, "review"), (FIRST, "review")):
        act(store, reference, stage)


def act(store: Store, reference: str, stage: str) -> None:
    with store.write() as session:
        session.add(
            OutboxEntry(
                topic=Topic.run,
                handover=reference,
                event=stage,
                created_at=TODAY,
                next_try_at=TODAY,
            )
        )


def list_entries(store: Store) -> list[OutboxEntry]:
    with store.read() as session:
        return list(session.exec(select(OutboxEntry).order_by(col(OutboxEntry.id))))


def list_runs(engine: Engine) -> list[dict[str, Any]]:
    runs = engine.ask("POST", "flow_runs/filter", {"sort": "NAME_ASC"})
    return [run for run in runs if run["name"] != "tend" and "auto-scheduled" not in run["tags"]]


def move(engine: Engine, *states: str) -> None:
    (run,) = (run for run in list_runs(engine) if run["state_type"] != "COMPLETED")
    for state in states:
        engine.ask("POST", f"flow_runs/{run['id']}/set_state", {"state": {"type": state}})


def test_one_run_answers_all_entries_of_a_handover(store: Store, engine: Engine, entries: None):
    assert dispatch_runs(store, engine, TODAY) == 2
    assert dispatch_runs(store, engine, TODAY) == 0
    first, second = list_runs(engine)
    assert (first["name"], first["idempotency_key"]) == (f"{FIRST} review", "outbox:3")
    assert (second["name"], second["idempotency_key"]) == (f"{SECOND} review", "outbox:2")


@pytest.mark.parametrize("states", [(), ("PENDING",)])
def test_a_run_that_has_yet_to_begin_is_enough(
    store: Store, engine: Engine, states: tuple[str, ...]
):
    act(store, FIRST, "interview")
    dispatch_runs(store, engine, TODAY)
    move(engine, *states)
    act(store, FIRST, "review")
    assert dispatch_runs(store, engine, TODAY) == 0
    assert all(entry.sent_at for entry in list_entries(store))
    assert len(list_runs(engine)) == 1


def test_the_end_of_a_run_at_work_is_waited_for(store: Store, engine: Engine):
    act(store, FIRST, "interview")
    dispatch_runs(store, engine, TODAY)
    move(engine, "PENDING", "RUNNING")
    act(store, FIRST, "review")
    act(store, SECOND, "review")
    assert dispatch_runs(store, engine, TODAY) == 1, "others do not wait for it"
    assert [bool(entry.sent_at) for entry in list_entries(store)] == [True, False, True]
    engine.ask("DELETE", f"flow_runs/{list_runs(engine)[1]['id']}")
    move(engine, "COMPLETED")
    assert dispatch_runs(store, engine, TODAY) == 1


def test_a_handover_in_which_much_is_done_keeps_no_other_waiting(store: Store, engine: Engine):
    act(store, FIRST, "interview")
    dispatch_runs(store, engine, TODAY)
    move(engine, "PENDING", "RUNNING")
    for _ in range(5):
        act(store, FIRST, "review")
    act(store, SECOND, "review")
    assert dispatch_runs(store, engine, TODAY, limit=2) == 1
    assert list_runs(engine)[1]["name"] == f"{SECOND} review"


def test_while_prefect_is_away_everything_waits(store: Store, engine: Engine, entries: None):
    assert dispatch_runs(store, Engine(NOBODY, ""), TODAY) == 0
    first, second, third = list_entries(store)
    assert (first.attempts, third.attempts, second.attempts) == (1, 1, 0)
    assert "could not be reached" in (first.failure or "")
    assert first.next_try_at > TODAY
    later = TODAY + timedelta(seconds=6)
    assert dispatch_runs(store, engine, later) == 2
    assert all(entry.sent_at for entry in list_entries(store))
