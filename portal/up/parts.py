"""Parts: the processes of the system, how each is started and checked."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import httpx

from portal.up import fork_protocol
from portal.up.deployments import register_deployments
from portal.up.engine_database import place_database
from portal.up.environments import (
    POOL,
    locate_temporary,
    make_environment,
    make_server_environment,
)
from portal.up.fork_server import make_folder
from services.outbox.prefect_api import open_engine
from services.ports import find_free_port
from services.private_files import protect
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
    """Asks the process; False while it starts."""
    prepare: Callable[[], None] = _do_nothing
    """Makes what the part needs, before each start."""


def make_server(settings: Settings) -> Part:
    """Return Prefect's server with its pages."""
    host, port = settings.host, str(settings.prefect_port)
    command = ("-m", "portal.up.prefect_server", "start", "--host", host, "--port", port)
    return Part(
        name="prefect",
        command=(sys.executable, *command),
        environment=make_server_environment(settings),
        is_well=lambda: answers(f"{settings.get_prefect_address()}/health"),
        prepare=lambda: _prepare_server(settings),
    )


def make_worker(settings: Settings, *, is_alone: bool) -> Part:
    """Return the worker, which runs two flows at the same time: more would wait for the disk.

    Args:
        settings: of this installation.
        is_alone: no other worker works for this Prefect, so that runs under way at its start can
            only be those of a worker that has died.
    """
    health_port = find_free_port()
    words = ("worker", "start", "--pool", POOL, "--type", "process")
    options = ("--limit", "2", "--with-healthcheck", "--install-policy", "never")
    # A name of its own would leave a dead worker in Prefect's pages at each start.
    name = ("--name", "baton-up") if is_alone else ()
    environment = make_environment(settings) | {
        "PREFECT_WORKER_WEBSERVER_HOST": "127.0.0.1",
        "PREFECT_WORKER_WEBSERVER_PORT": str(health_port),
    }
    forks = make_folder(locate_temporary(settings.data))
    module = "portal.up.fork_server" if forks else "prefect"
    return Part(
        name="worker",
        command=(sys.executable, "-m", module, *words, *options, *name),
        environment=environment | ({fork_protocol.FOLDER: str(forks)} if forks else {}),
        is_well=lambda: (
            answers(f"http://127.0.0.1:{health_port}/health")
            and (forks is None or fork_protocol.answers(str(forks), _PROBE_SECONDS))
        ),
        prepare=lambda: _prepare_worker(settings, is_alone=is_alone),
    )


def make_web(settings: Settings) -> Part:
    """Return the web process: pages, REST API, and the dispatcher that asks Prefect for runs."""
    return Part(
        name="web",
        command=(sys.executable, "-m", "portal.web"),
        environment=make_environment(settings),
        is_well=lambda: answers(f"{settings.get_address(settings.web_port)}/health"),
    )


def answers(address: str) -> bool:
    """Return whether the process at this address answers that it is well."""
    try:
        return _open_client().get(address).is_success
    except httpx.HTTPError:
        return False


@cache
def _open_client() -> httpx.Client:
    """Return the one client of this process: to make one takes longer than to ask."""
    # No proxy of the environment stands between two processes of one system.
    return httpx.Client(trust_env=False, timeout=_PROBE_SECONDS)


def _prepare_server(settings: Settings) -> None:
    if not settings.prefect_database_url:
        place_database(settings.data / "prefect")


def _prepare_worker(settings: Settings, *, is_alone: bool) -> None:
    # Prefect's server is up, and has copied its pages with the rights they had elsewhere.
    protect(settings)
    engine = open_engine(settings)
    try:
        register_deployments(engine)
        if is_alone:
            engine.restart_lost(datetime.now(UTC))
    finally:
        engine.close()
