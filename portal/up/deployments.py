"""Deployments: registers what prefect.yaml says over Prefect's API, without loading Prefect.

`prefect deploy --all` does the same from a checkout, but takes ten seconds.
"""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from portal.up.environments import POOL
from services.outbox.prefect_api import Engine

_TEXT = {"type": "string", "position": 0, "title": "reference"}
_PARAMETERS: dict[str, dict[str, Any]] = {
    "handover": {"properties": {"reference": _TEXT}, "required": ["reference"]},
    "tend": {"properties": {}},
}


def register_deployments(engine: Engine) -> tuple[str, ...]:
    """Bring the work pool and the deployments up to this version; return their names.

    Safe to call again, and from several processes at once.

    Raises:
        TemporaryError: Prefect could not be reached.
    """
    _make_pool(engine)
    deployments = read_deployments()
    for deployment in deployments:
        _register(engine, deployment)
    return tuple(str(deployment["name"]) for deployment in deployments)


def read_deployments() -> list[dict[str, Any]]:
    """Return the deployments as prefect.yaml has them."""
    installed = Path(__file__).with_name("prefect.yaml")
    path = installed if installed.exists() else Path(__file__).parents[2] / "prefect.yaml"
    content: dict[str, Any] = YAML(typ="safe").load(path)
    return list(content["deployments"])


def _make_pool(engine: Engine) -> None:
    named = {"work_pools": {"name": {"any_": [POOL]}}}
    if not engine.ask("POST", "work_pools/filter", named):
        engine.ask("POST", "work_pools/", {"name": POOL, "type": "process"})


def _register(engine: Engine, deployment: dict[str, Any]) -> None:
    name = deployment["name"]
    limit = deployment.get("concurrency_limit", {})
    schedules = [
        {"slug": entry["slug"], "active": entry["active"], "schedule": {"cron": entry["cron"]}}
        for entry in deployment.get("schedules", ())
    ]
    # A flow is called like its function, as its deployment is.
    flow = engine.ask("POST", "flows/", {"name": name})
    wanted = {
        "name": name,
        "flow_id": flow["id"],
        "description": deployment["description"],
        "entrypoint": deployment["entrypoint"],
        "tags": deployment["tags"],
        "work_pool_name": deployment["work_pool"]["name"],
        "job_variables": deployment["work_pool"]["job_variables"],
        "concurrency_limit": limit.get("limit"),
        "parameter_openapi_schema": {"title": "Parameters", "type": "object"} | _PARAMETERS[name],
        "enforce_parameter_schema": True,
        "schedules": schedules,
        "pull_steps": [],
    }
    if limit:
        wanted["concurrency_options"] = {"collision_strategy": limit["collision_strategy"]}
    engine.ask("POST", "deployments/", wanted)
