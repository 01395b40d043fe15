"""Runs: the one file of the portal that knows Prefect and the flows."""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.stopping import stop_within
from portal.up.engine_database import place_database
from portal.up.engine_server import enclose_prefect, run_server
from services.destinations import make_data_folder
from services.progress import report_progress

_STOP_SECONDS = 5.0
# What Prefect loads when the first flow runs; loaded while its server starts.
_NEEDED_LATER = ("fastapi.encoders", "prefect.flow_engine", "prefect.task_engine")


def run_embedded(reference: str, data: Path) -> None:
    """Run the handover flow in this process, on a Prefect server that lives as long as the run.

    Raises:
        HandoverError: a step said why it cannot go on.
        TemporaryError: Prefect's embedded server did not start.
    """
    with start_engine(data) as carry_on:
        carry_on(reference)


@contextmanager
def start_engine(data: Path) -> Iterator[Callable[[str], None]]:
    """Start an embedded Prefect, and give what runs a handover's flow on it, by its reference.

    Its server takes seconds to start: what has to be done before the flow is done meanwhile.

    Raises:
        InvalidInputError: there can be no data folder.
    """
    home = data / "prefect"
    make_data_folder(data)
    make_data_folder(home)
    place_database(home)
    enclose_prefect(home)
    # From here on, and not only in the flow: while libraries load, Ctrl-C may be lost in one.
    with stop_within(_STOP_SECONDS), run_server(home / "server.log") as server:
        os.environ["PREFECT_API_URL"] = server.address

        def carry_on(reference: str) -> None:
            # Imported late: Prefect reads its settings when it is imported, and takes seconds, in
            # which the server starts.
            from flows.handover import handover  # noqa: PLC0415 - see above

            for module in _NEEDED_LATER:
                importlib.import_module(module)
            server.wait_until_ready(_say_busy)
            report_progress("start", 1, 1)
            with _no_heartbeat():
                handover(reference)

        yield carry_on


def _say_busy() -> None:
    report_progress(
        "start",
        0,
        1,
        "this machine is busy, so that it takes long; waiting goes on, Ctrl-C ends it",
    )


@contextmanager
def _no_heartbeat() -> Iterator[None]:
    """A run of seconds needs no heartbeat, whose thread costs a second at the end."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see start_engine

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
