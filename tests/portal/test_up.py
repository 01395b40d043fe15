"""`baton up`: everything starts, is watched, and stops; nothing is open to strangers."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from api_people import give_token
from commands import Place, check_private, list_processes
from people import ANA, BEN, CARLA, MOUSSA
from running_system import RunningSystem, start_system, wait_until

from models.acting import Role
from models.case_file import CaseFile
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.outbox.prefect_api import read_auth

pytestmark = pytest.mark.engine
PERSONAL = (ANA.name, BEN.name, MOUSSA.name, CARLA.name, ANA.email, "Programme officer")


HERE = str(Path(__file__).parents[1])
"""Where `slow_flow` is found."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    with start_system(tmp_path_factory.mktemp("up") / "machine", PYTHONPATH=HERE) as running:
        yield running


def start_one(system: RunningSystem, case: CaseFile) -> str:
    now = datetime.now(UTC)
    given = CaseInput(case=case, folder=system.place.work, opened_at=now)
    with system.store.write() as session:
        add_staff(session, CARLA, Role.hr)
        return start_handover(session, find_actor(session, CARLA.email), given, now)


def soon(case: CaseFile) -> CaseFile:
    today = datetime.now(UTC).date()
    dates = {"notice_on": today, "last_working_on": today + timedelta(days=50)}
    return case.model_copy(update=dates)


def test_it_is_up_and_says_where(system: RunningSystem):
    assert system.told["processes"].keys() == {"web", "prefect", "worker"}
    assert system.get("/health").json() == {"status": "ok"}


def test_nobody_else_may_read_a_file_of_it(system: RunningSystem, case: CaseFile):
    """It was started with an umask that leaves everything open."""
    start_one(system, soon(case))
    check_private(system.place.data)


def test_prefect_is_locked_and_calls_nobody(system: RunningSystem):
    api = f"{system.told['prefect']}/api"
    assert httpx.get(f"{api}/admin/version").status_code == 401
    # Also with the password a change needs a token that only who reads our answers has.
    user, _, password = read_auth(system.place.data).partition(":")
    assert httpx.get(f"{api}/admin/version", auth=(user, password)).status_code == 200
    forged = httpx.post(f"{api}/flow_runs/count", json={}, auth=(user, password))
    assert forged.status_code == 403
    for path in ("/", "/api/health", "/api/flow_runs/count"):
        strange = httpx.get(f"{system.told['prefect']}{path}", headers={"Host": "evil.example"})
        assert strange.status_code == 400, path
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert httpx.get(f"{system.told['prefect']}{path}").status_code == 404
    mode = (system.place.data / "prefect-auth").stat().st_mode & 0o777
    assert mode == 0o600
    told = httpx.get(f"{system.told['prefect']}/ui-settings")
    assert "amplitude" not in told.text
    assert told.json()["available_uis"] == ["v1"], "the newer pages call an outside host"
    said = system.open_engine().ask("GET", "admin/settings")["server"]
    assert not said["ui"]["show_promotional_content"]
    assert not said["ui"]["v2_enabled"]
    assert not said["analytics_enabled"]


def test_prefects_pages_are_served_from_the_data_folder(system: RunningSystem):
    # Where it is installed nobody but root may write, and systemd's unit lets not even root.
    pages = list((system.place.data / "prefect" / "ui").rglob("index.html"))
    page = httpx.get(f"{system.told['prefect']}/runs", headers={"Accept": "text/html"})
    assert page.content in [path.read_bytes() for path in pages]


def test_a_handover_that_is_started_runs_to_its_first_gate(system: RunningSystem, case: CaseFile):
    reference = start_one(system, soon(case))
    wanted = (f"{reference} interview", "Waiting for interview")
    wait_until(lambda: wanted in system.list_runs(), "the run waits for the interview")
    page = system.get("/", give_token(system.store, CARLA)).text
    assert reference in page
    assert not [word for word in PERSONAL if word in page]
    kept = [*(system.place.data / "prefect").rglob("*"), system.place.root / "up.log"]
    told = b"".join(path.read_bytes() for path in kept if path.is_file())
    assert reference.encode() in told
    assert not [word for word in PERSONAL if word.encode() in told]


def test_the_schedule_of_tend_produces_runs_and_one_completes(system: RunningSystem):
    scheduled = "state_type = 'SCHEDULED' AND auto_scheduled = 1"
    wait_until(lambda: system.list_runs(scheduled), "runs of tend are scheduled")
    engine = system.open_engine()
    engine.ask_for_tend("test")
    wait_until(lambda: ("tend", "Completed") in system.list_runs(), "tend completes")
    engine.close()


def test_a_second_start_is_refused(system: RunningSystem):
    ended = system.place.run("up")
    assert ended.code == 2
    assert f"Baton runs on {system.place.data} already (process {system.process.pid})" in ended.err


def test_a_taken_port_is_said_before_anything_starts(system: RunningSystem, tmp_path: Path):
    port = system.web.rpartition(":")[2]
    ended = Place(tmp_path / "machine").run("up", BATON_WEB_PORT=port)
    assert ended.code == 2
    assert f"port {port} of 127.0.0.1 is taken by another program" in ended.err


@pytest.mark.parametrize("part", ["baton-worker: ", "python: .* portal.up.fork_server"])
def test_a_flow_ends_with_its_worker_and_runs_again_with_the_next(system: RunningSystem, part: str):
    run = run_slow_flow(system)
    number = system.find_part("baton-run: ")
    assert number, "it is forked"
    os.kill(system.find_part(part) or 0, signal.SIGKILL)
    wait_until(lambda: system.find_part("baton-run: ") != number, "it ends with its worker")
    wait_until(lambda: is_running(system, run, times=2), "it runs again")
    end(system, run)


@pytest.mark.parametrize("part", ["portal.web", "baton-worker: ", "server start"])
def test_a_part_that_is_killed_starts_again(system: RunningSystem, part: str):
    number = system.find_part(part)
    assert number
    os.kill(number, signal.SIGKILL)
    wait_until(lambda: system.find_part(part) not in (None, number), f"{part} is back")
    wait_until(lambda: _answers(system), "the web answers")
    wait_until(lambda: system.open_engine().is_well(), "Prefect answers")


def end(system: RunningSystem, run: str) -> None:
    """End a run, so that the next one has its place."""
    engine = system.open_engine()
    state = {"state": {"type": "CANCELLED"}, "force": True}
    engine.ask("POST", f"flow_runs/{run}/set_state", state)
    engine.close()
    os.kill(system.find_part("baton-run: ") or 0, signal.SIGKILL)
    wait_until(lambda: not system.find_part("baton-run: "), "the run has ended")


def run_slow_flow(system: RunningSystem) -> str:
    """Start a flow that never ends, as a handover of a reference that nobody has."""
    engine = system.open_engine()
    flow = engine.ask("POST", "flows/", {"name": "slow"})
    like = engine.ask("GET", "deployments/name/handover/handover")
    slow = {"name": "slow", "flow_id": flow["id"], "entrypoint": "slow_flow.slow"}
    kept = {name: like[name] for name in ("work_pool_name", "job_variables")}
    deployment = engine.ask("POST", "deployments/", slow | kept)
    wanted = {"name": "slow", "tags": ["handover:HO-2000-0001"]}
    run = engine.ask("POST", f"deployments/{deployment['id']}/create_flow_run", wanted)["id"]
    engine.close()
    wait_until(lambda: is_running(system, run, times=1), "the slow flow runs")
    return str(run)


def is_running(system: RunningSystem, run: str, times: int) -> bool:
    engine = system.open_engine()
    found = engine.ask("GET", f"flow_runs/{run}")
    engine.close()
    return (found["state_name"], found["run_count"]) == ("Running", times)


def _answers(system: RunningSystem) -> bool:
    try:
        return system.get("/health").is_success
    except httpx.HTTPError:
        return False


def test_nothing_outlives_a_launcher_that_is_killed(system: RunningSystem):
    run_slow_flow(system)
    system.process.kill()
    system.process.wait()
    wait_until(lambda: not list_processes(system.place), "no process is left")
