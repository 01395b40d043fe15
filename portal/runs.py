"""Runs: the one file of the portal that knows Prefect and the flows."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import TemporaryError
from services.progress import report_progress

_START_SECONDS = 120


def run_embedded(reference: str, data: Path) -> None:
    """Run the handover flow in this process, on a Prefect server that lives as long as the run.

    Raises:
        HandoverError: a step said why it cannot go on.
        TemporaryError: Prefect's embedded server did not start.
    """
    _set_environment(data)
    with _embedded_server():
        report_progress("start", 1, 1)
        # Imported late: Prefect costs seconds, and reads its settings when it is imported.
        from flows.handover import handover  # noqa: PLC0415

        handover(reference)


def _set_environment(data: Path) -> None:
    """Keep Prefect within the data folder and this machine."""
    home = data / "prefect"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Settings of some other Prefect on this machine must not reach this run.
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Baton's own lines say it better; Prefect's would say each thing twice.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


@contextmanager
def _embedded_server() -> Iterator[None]:
    from prefect.server.api.server import SubprocessASGIServer  # noqa: PLC0415 - see run_embedded
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415

    server = SubprocessASGIServer()
    try:
        server.start(timeout=_START_SECONDS)
    except RuntimeError as error:
        raise TemporaryError(
            "Prefect's embedded server did not start in time: look at the load of this machine "
            "and at the free space of the data folder, then run the same command again."
        ) from error
    # A run of seconds needs no heartbeat, whose thread costs a second at the end.
    without_heartbeat = temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
    with _outlived_by_nobody(server.server_process), without_heartbeat:
        try:
            yield
        finally:
            server.stop()


@contextmanager
def _outlived_by_nobody(process: "subprocess.Popen[bytes] | None") -> Iterator[None]:
    """End the process also where this one is killed: a waiting shell sees our end of its pipe."""
    if process is None or os.name != "posix":
        yield
        return
    with subprocess.Popen(  # noqa: S603 - fixed words and a number
        ["/bin/sh", "-c", 'read -r _; kill "$0" 2>/dev/null', str(process.pid)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    ):
        yield
