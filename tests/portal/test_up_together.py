"""Several machines' worth of Baton on one PostgreSQL: two workers, two web processes, one truth."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from commands import list_processes
from people import CARLA
from postgres import Cluster
from running_system import RunningSystem, start_system, wait_until
from sqlmodel import select

from models.acting import Role
from models.audit import AuditEvent
from models.case_file import CaseFile, PostEntry
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_batch
from services.audit import find_first_bad
from services.handovers.opening import CaseInput
from services.outbox.prefect_api import Engine
from services.ports import find_free_port
from services.store import Store

pytestmark = pytest.mark.engine
EXITS = 4


@pytest.fixture(scope="module")
def databases(cluster: Cluster) -> Iterator[dict[str, str]]:
    with cluster.lend_database() as ours, cluster.lend_database("template1") as prefects:
        yield {
            "BATON_DATABASE_URL": ours,
            "BATON_PREFECT_DATABASE_URL": prefects.replace("+psycopg", "+asyncpg"),
        }


@pytest.fixture(scope="module")
def system(
    databases: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    with start_system(tmp_path_factory.mktemp("up") / "machine", **databases) as system:
        yield system


@pytest.fixture(scope="module")
def joined(system: RunningSystem, databases: dict[str, str]) -> Iterator[ExitStack]:
    """What ends the second web process and the second worker, which have joined the system."""
    with ExitStack() as stack:
        port = str(find_free_port())
        join(system, stack, "web", BATON_WEB_PORT=port, **databases)
        join(system, stack, "worker", **databases)
        wait_until(lambda: is_well(f"http://127.0.0.1:{port}/health"), "the second web is well")
        yield stack


@pytest.fixture
def engine(system: RunningSystem, joined: ExitStack) -> Iterator[Engine]:
    """The engine that all of them share."""
    with closing(system.open_engine()) as engine:
        wait_until(lambda: len(list_workers(engine)) == 2, "two workers are at work")
        yield engine


def join(system: RunningSystem, stack: ExitStack, part: str, **environment: str) -> None:
    log = stack.enter_context((system.place.root / f"{part}.log").open("w", encoding="utf-8"))
    joined = {"BATON_PREFECT_URL": f"{system.told['prefect']}/api", **environment}
    process = system.place.start("up", "--only", part, stderr=log, **joined)
    stack.callback(process.wait)
    stack.callback(process.kill)


def is_well(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False, timeout=5).is_success
    except httpx.HTTPError:
        return False


def list_workers(engine: Engine) -> list[dict[str, Any]]:
    online = {"workers": {"status": {"any_": ["ONLINE"]}}}
    return list(engine.ask("POST", "work_pools/baton/workers/filter", online))


def list_runs(engine: Engine) -> list[dict[str, Any]]:
    return list(
        engine.ask("POST", "flow_runs/filter", {"flow_runs": {"tags": {"any_": ["handover"]}}})
    )


def open_exits(store: Store, case: CaseFile, folder: Path) -> tuple[str, ...]:
    now = datetime.now(UTC)
    dates = {"notice_on": now.date(), "last_working_on": now.date() + timedelta(days=50)}
    given = [
        CaseInput(
            case=case.model_copy(update={**dates, "post": PostEntry(title=f"Post {number}")}),
            folder=folder,
            opened_at=now,
        )
        for number in range(EXITS)
    ]
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        return start_batch(session, find_actor(session, CARLA.email), given, now)


def test_what_is_asked_for_is_done_once_by_the_worker_that_is_free(
    engine: Engine, databases: dict[str, str], case: CaseFile, tmp_path: Path
):
    with closing(Store(databases["BATON_DATABASE_URL"])) as store:
        references = open_exits(store, case, tmp_path)
        waiting = "Waiting for interview"
        wait_until(
            lambda: [run["state_name"] for run in list_runs(engine)] == [waiting] * EXITS,
            "every exit waits for its interview, after one run",
            180,
        )
        runs = Counter(run["parameters"]["reference"] for run in list_runs(engine))
        assert runs == Counter(references)
        with store.read() as session:
            opened = select(AuditEvent.handover).where(AuditEvent.action == "opened")
            assert Counter(session.exec(opened)) == Counter(references)
            assert find_first_bad(session) is None
    workers = {run["labels"]["prefect.worker.name"] for run in list_runs(engine)}
    assert len(workers) == 2, "both had their share"


def test_sigterm_stops_everything(system: RunningSystem, joined: ExitStack):
    joined.close()
    assert system.stop() == 0
    wait_until(lambda: not list_processes(system.place), "no process is left")
