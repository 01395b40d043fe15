"""Prefect's API asked over plain HTTP, on a real server without a worker."""

import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from listener import listen

from models.errors import TemporaryError
from portal.up.deployments import read_deployments, register_deployments
from portal.up.environments import make_environment
from services.outbox.prefect_api import Engine
from services.ports import find_free_port
from services.settings import Settings

pytestmark = pytest.mark.engine
NOW = datetime.now(UTC)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def engine(prefect: Engine) -> Engine:
    return prefect


def get_run(engine: Engine, number: str) -> dict[str, Any]:
    return dict(engine.ask("GET", f"flow_runs/{number}"))


def set_running(engine: Engine, number: str) -> None:
    for state in ("PENDING", "RUNNING"):
        engine.ask("POST", f"flow_runs/{number}/set_state", {"state": {"type": state}})


def test_a_run_says_the_reference_and_the_stage_and_nothing_else(engine: Engine):
    run = get_run(engine, engine.ask_for_run("HO-2026-0001", "interview", "outbox:1"))
    assert run["name"] == "HO-2026-0001 interview"
    assert run["parameters"] == {"reference": "HO-2026-0001"}
    assert {"handover:HO-2026-0001", "stage:interview"} <= set(run["tags"])


def test_the_same_key_is_the_same_run(engine: Engine):
    first = engine.ask_for_run("HO-2026-0002", "interview", "outbox:2")
    assert engine.ask_for_run("HO-2026-0002", "interview", "outbox:2") == first
    assert engine.ask_for_run("HO-2026-0002", "interview", "outbox:3") != first


def test_what_is_asked_for_is_on_the_way_until_it_has_ended(engine: Engine):
    asked = ("HO-2026-0003", "HO-2026-0033")
    number = engine.ask_for_run("HO-2026-0003", "review", "outbox:4")
    assert engine.find_on_the_way(asked) == ({"HO-2026-0003"}, set())
    set_running(engine, number)
    assert engine.find_on_the_way(asked) == (set(), {"HO-2026-0003"})
    ended = {"state": {"type": "COMPLETED"}, "force": True}
    engine.ask("POST", f"flow_runs/{number}/set_state", ended)
    assert engine.find_on_the_way(asked) == (set(), set())


def test_what_is_planned_for_later_is_not_on_the_way(engine: Engine):
    number = engine.ask_for_run("HO-2026-0006", "review", "outbox:7")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": later}}
    engine.ask("POST", f"flow_runs/{number}/set_state", {"state": state, "force": True})
    assert engine.find_on_the_way(["HO-2026-0006"]) == (set(), set())


def test_deployments_are_registered_twice_and_stay_as_prefect_yaml_says(engine: Engine):
    register_deployments(engine)
    deployment = engine.ask("GET", "deployments/name/tend/tend")
    (schedule,) = deployment["schedules"]
    assert (schedule["slug"], schedule["schedule"]["cron"]) == ("tend", "*/5 * * * *")
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert deployment["global_concurrency_limit"]["limit"] == 1
    for told in read_deployments():
        found = engine.ask("GET", f"deployments/name/{told['name']}/{told['name']}")
        assert found["entrypoint"] == told["entrypoint"]
        assert found["job_variables"] == told["work_pool"]["job_variables"]


def test_prefect_deploy_says_the_same(engine: Engine, prefect_settings: Settings, tmp_path: Path):
    ours = [describe(engine, name) for name in ("handover", "tend")]
    environment = make_environment(prefect_settings) | {"HOME": str(tmp_path)}
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert [describe(engine, name) for name in ("handover", "tend")] == ours


def describe(engine: Engine, name: str) -> dict[str, Any]:
    found = engine.ask("GET", f"deployments/name/{name}/{name}")
    schema = found["parameter_openapi_schema"]
    parameters = {key: schema.get(key, []) for key in ("type", "properties", "required")}
    schedules = [(entry["slug"], entry["schedule"]) for entry in found["schedules"]]
    same = ("entrypoint", "tags", "work_pool_name", "job_variables", "pull_steps", "description")
    limits = found["global_concurrency_limit"], found["concurrency_options"]
    limit = limits[0] and limits[0]["limit"], limits[1]
    return {key: found[key] for key in same} | {"rest": (parameters, schedules, limit)}


def test_a_handover_whose_worker_is_gone_runs_again_but_not_for_ever(engine: Engine):
    number = engine.ask_for_run("HO-2026-0004", "harvest", "outbox:5")
    for _ in range(3):
        set_running(engine, number)
        engine.restart_lost(NOW)
    run = get_run(engine, number)
    assert (run["run_count"], run["state_type"]) == (3, "CRASHED")
    assert run["state"]["message"] == "its worker ended before it did"


def test_a_tend_whose_worker_is_gone_leaves_its_place_to_the_next(engine: Engine):
    number = engine.ask_for_tend("tend:1")
    set_running(engine, number)
    refused = get_run(engine, engine.ask_for_tend("tend:2"))
    engine.ask("POST", f"flow_runs/{refused['id']}/set_state", {"state": {"type": "PENDING"}})
    assert get_run(engine, refused["id"])["state_type"] == "CANCELLED"
    assert engine.restart_lost(NOW) == 0
    assert get_run(engine, number)["state_type"] == "CRASHED"
    following = engine.ask_for_tend("tend:3")
    set_running(engine, following)
    assert get_run(engine, following)["state_type"] == "RUNNING"


def test_a_run_that_takes_hours_counts_as_crashed(engine: Engine):
    number = engine.ask_for_run("HO-2026-0005", "harvest", "outbox:6")
    set_running(engine, number)
    engine.end_stuck(NOW - timedelta(hours=6))
    assert get_run(engine, number)["state_type"] == "RUNNING"
    engine.end_stuck(datetime.now(UTC) + timedelta(minutes=1))
    assert get_run(engine, number)["state_type"] == "CRASHED"


def test_a_token_that_is_not_known_any_more_is_asked_for_again(engine: Engine):
    engine._csrf_headers["Prefect-Csrf-Token"] = "forged"
    assert engine.ask("POST", "flow_runs/count", {}) >= 0


@pytest.mark.parametrize(("busy", "said"), [(2, None), (9, "it is busy")])
def test_a_busy_prefect_is_asked_again_in_the_same_breath(busy: int, said: str | None):
    with listen() as heard:
        heard.codes = [503] * busy
        asked = Engine(heard.address, "")
        with pytest.raises(TemporaryError, match=said) if said else nullcontext():
            asked.ask("POST", "flow_runs/count", {})
        assert len(heard.messages) == (5 if said else 3)


def test_prefect_that_is_away_is_a_matter_of_time(prefect_settings: Settings):
    away = Engine(f"http://127.0.0.1:{find_free_port()}/api", "baton:x")
    assert not away.is_well()
    with pytest.raises(TemporaryError, match="could not be reached"):
        away.ask_for_run("HO-2026-0001", "interview", "outbox:1")
    locked = Engine(prefect_settings.get_prefect_address(), "baton:wrong")
    with pytest.raises(TemporaryError, match="refuses the password in prefect-auth"):
        locked.ask_for_run("HO-2026-0001", "interview", "outbox:1")
