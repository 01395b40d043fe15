"""Runs: the one file of the portal that knows Prefect and the flows."""

import os
from collections.abc import Mapping
from pathlib import Path

from models.errors import HandoverError, TemporaryError


def embedded_settings(data: Path) -> Mapping[str, str]:
    """Return Prefect's settings for a run that needs no server: all within the data folder."""
    return {
        "PREFECT_HOME": str(data / "prefect"),
        "PREFECT_API_URL": "",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        # Nothing leaves the machine.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        # Our own log says it better; Prefect's would double every line.
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        # A run of seconds needs no heartbeat; its thread costs a second at the end.
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


def run_embedded(reference: str, data: Path) -> None:
    """Run the handover flow in this process, on an embedded Prefect server.

    Raises:
        HandoverError: a step of ours said why it cannot go on.
        TemporaryError: Prefect's embedded server did not start.
    """
    os.environ.update({k: v for k, v in embedded_settings(data).items() if v})
    for name, value in embedded_settings(data).items():
        if not value:
            os.environ.pop(name, None)
    # Imported here: Prefect costs seconds, and reads its settings from the environment at import.
    from flows.handover import handover  # noqa: PLC0415

    try:
        handover(reference)
    except HandoverError:
        raise
    except RuntimeError as error:
        if "Timed out while attempting to connect to ephemeral" in str(error):
            raise TemporaryError(
                "Prefect's embedded server did not start in time: try again, "
                "or look at the load of this machine."
            ) from error
        raise
