"""Runs: the one file of the portal that knows Prefect and the flows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.stopping import stop_within
from portal.up.engine_server import run_server
from services.progress import report_progress

_STOP_SECONDS = 5.0


def run_embedded(reference: str, data: Path) -> None:
    """Run the handover flow in this process, on a Prefect server that lives as long as the run.

    Raises:
        HandoverError: a step said why it cannot go on.
        TemporaryError: Prefect's embedded server did not start.
    """
    home = _set_environment(data)
    with run_server(home / "server.log") as server:
        os.environ["PREFECT_API_URL"] = server.address
        # Imported late: Prefect reads its settings when it is imported, and takes seconds, in
        # which the server starts.
        from flows.handover import handover  # noqa: PLC0415 - see above

        server.wait_until_ready()
        report_progress("start", 1, 1)
        with _no_heartbeat(), stop_within(_STOP_SECONDS):
            handover(reference)


def _set_environment(data: Path) -> Path:
    """Keep Prefect within the data folder and this machine; return its folder."""
    home = data / "prefect"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Settings of some other Prefect on this machine must not reach this run.
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Baton's own lines say it better; Prefect's would say each thing twice.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    return home


@contextmanager
def _no_heartbeat() -> Iterator[None]:
    """A run of seconds needs no heartbeat, whose thread costs a second at the end."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see run_embedded

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
