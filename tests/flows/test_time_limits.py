"""Time limits: a step that never ends is broken off, and the next one is done."""

import subprocess
import sys
from pathlib import Path

import pytest
from listener import DRIPS, listen_for_ever
from prefect_server import start_prefect

from flows.handover import handover
from flows.tending import STEPS, tend
from portal.up.environments import make_environment

pytestmark = pytest.mark.engine

PROGRAM = """
import socket, sys
from prefect import flow
from tasks.step import system_step

@system_step("hang", 1.0)
def hang():
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as server:
        while server.recv(1):
            pass

@system_step("go on")
def go_on():
    return 1

@flow
def both():
    print(*(step(return_state=True).name for step in (hang, go_on)))

both()
"""


def test_a_step_that_never_ends_keeps_no_other_from_running(tmp_path: Path) -> None:
    with start_prefect(tmp_path / "data") as settings, listen_for_ever(*DRIPS["body"]) as port:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(port)],
            env=make_environment(settings), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert ended.stdout.split() == ["TimedOut", "Completed"], ended.stderr


def test_every_flow_and_step_has_a_limit() -> None:
    limits = [one.timeout_seconds for one in (handover, tend, *STEPS)]
    assert all(limits)
