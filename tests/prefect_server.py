"""Prefect server: one without a worker, locked as `baton up` locks it, for tests of its API."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running_system import START_SECONDS, wait_until

from portal.up.parts import make_server
from services.ports import find_free_port
from services.settings import Settings


@contextmanager
def start_prefect(data: Path) -> Iterator[Settings]:
    """Start a server on a port of its own; gives the settings that lead to it."""
    settings = Settings(data=data, prefect_port=find_free_port())
    part = make_server(settings)
    with (data.parent / "prefect.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(part.command, env=dict(part.environment), stdout=log, stderr=log)
        try:
            wait_until(part.is_well, "Prefect's server is well", START_SECONDS)
            yield settings
        finally:
            process.kill()
            process.wait()
