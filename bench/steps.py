"""Steps: what Prefect takes for each step of a run, on the server that `baton up` starts."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.system import run_system
from services.outbox.prefect_api import read_auth

STEPS = 50


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the time of a step that does nothing, in a process of its own as a worker has it."""
    with run_system(folder / "steps") as system:
        told = {
            "PREFECT_API_URL": f"{system.stage.prefect}/api",
            "PREFECT_API_AUTH_STRING": read_auth(system.stage.data),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "bench.steps"],
            env=os.environ | system.stage.environment | told,
            capture_output=True,
            check=True,
        )
    yield f"Prefect's overhead for each step of a run, mean of {STEPS}", ended.stdout.decode()


def main() -> None:
    """Run a flow of many steps; print what one takes, without what the flow itself does."""
    from prefect import flow  # noqa: PLC0415 - only the process that runs flows needs it

    from tasks.step import system_step  # noqa: PLC0415 - as above

    @system_step("nothing")
    def do_nothing() -> None:
        return

    @flow
    def many() -> float:
        do_nothing()
        began = time.monotonic()
        for _ in range(STEPS):
            do_nothing()
        return time.monotonic() - began

    sys.stdout.write(f"{many() / STEPS * 1000:.1f} ms")


if __name__ == "__main__":
    main()
