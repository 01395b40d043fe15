"""Parts: the processes of the system, what starts each, and how one knows that it is well."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from portal.up.deployments import register_deployments
from portal.up.environments import POOL, make_environment, make_server_environment
from services.outbox.prefect_api import open_engine
from services.ports import find_free_port
from services.settings import Settings

_PROBE_SECONDS = 2.0


def _do_nothing() -> None:
    """Prepare a part that needs nothing."""


@dataclass(frozen=True)
class Part:
    """One process of the system."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    is_well: Callable[[], bool]
    """Asks the process itself; False while it starts."""
    prepare: Callable[[], None] = _do_nothing
    """Makes what it needs, before each of its starts."""


def make_server(settings: Settings) -> Part:
    """Return Prefect's server with its pages."""
    host, port = settings.host, str(settings.prefect_port)
    command = ("-m", "prefect", "server", "start", "--host", host, "--port", port)
    return Part(
        name="prefect",
        command=(sys.executable, *command),
        environment=make_server_environment(settings),
        is_well=lambda: answers(f"{settings.get_prefect_address()}/health"),
    )


def make_worker(settings: Settings, *, is_alone: bool) -> Part:
    """Return the worker, which runs two flows at the same time: more would wait for the disk.

    Args:
        settings: of this installation.
        is_alone: no other worker works for this Prefect, so that runs under way at its start can
            only be those of a worker that has died.
    """
    health_port = find_free_port()
    command = ("-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process")
    options = ("--limit", "2", "--with-healthcheck", "--install-policy", "never")
    # A name of its own would leave a dead worker in Prefect's pages at each start.
    name = ("--name", "baton-up") if is_alone else ()
    environment = make_environment(settings) | {
        "PREFECT_WORKER_WEBSERVER_HOST": "127.0.0.1",
        "PREFECT_WORKER_WEBSERVER_PORT": str(health_port),
    }
    return Part(
        name="worker",
        command=(sys.executable, *command, *options, *name),
        environment=environment,
        is_well=lambda: answers(f"http://127.0.0.1:{health_port}/health"),
        prepare=lambda: _prepare_worker(settings, is_alone=is_alone),
    )


def make_web(settings: Settings) -> Part:
    """Return the web process: pages, REST API, and whoever asks Prefect for runs."""
    return Part(
        name="web",
        command=(sys.executable, "-m", "portal.web"),
        environment=make_environment(settings),
        is_well=lambda: answers(f"{settings.get_address(settings.web_port)}/health"),
    )


def answers(address: str) -> bool:
    """Whether somebody answers there, and says that all is well."""
    try:
        # No proxy of the environment stands between two processes of one system.
        with httpx.Client(trust_env=False, timeout=_PROBE_SECONDS) as client:
            return client.get(address).is_success
    except httpx.HTTPError:
        return False


def _prepare_worker(settings: Settings, *, is_alone: bool) -> None:
    engine = open_engine(settings)
    try:
        register_deployments(engine)
        if is_alone:
            engine.restart_lost(datetime.now(UTC))
    finally:
        engine.close()
