"""Supervisor: a part that hangs without dying is started again."""

import os
import re
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from running_system import wait_until

from models.errors import TemporaryError
from portal.up.log import Log
from portal.up.parts import Part, answers
from portal.up.supervisor import Supervisor
from services.ports import find_free_port

pytestmark = pytest.mark.processes


def make_part(folder: Path) -> Part:
    port = str(find_free_port())
    command = (sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1")
    return Part(
        name="pages",
        command=(*command, "--directory", str(folder)),
        environment=os.environ,
        is_well=lambda: answers(f"http://127.0.0.1:{port}/"),
    )


def test_a_part_that_hangs_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    said: list[str] = []

    def has_said(words: str, times: int) -> bool:
        said.append(capsys.readouterr().err)
        return "".join(said).count(words) == times

    supervisor, part = Supervisor(Log(is_quiet=True), hang_seconds=1.0), make_part(tmp_path)
    supervisor.start(part)
    watch = threading.Thread(target=supervisor.watch)
    watch.start()
    try:
        hung = supervisor.get_pids()["pages"]
        os.kill(hung, signal.SIGSTOP)
        wait_until(lambda: supervisor.get_pids()["pages"] != hung, "another one")
        wait_until(part.is_well, "it answers")
        wait_until(lambda: has_said("pages is well after", times=2), "the log says that it is back")
    finally:
        supervisor.ask_to_stop()
        watch.join()
        supervisor.stop()
    assert has_said("pages no longer answers: killed", times=1)


@pytest.mark.parametrize("is_quiet", [True, False])
def test_a_part_that_ends_at_once_has_said_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_quiet: bool
) -> None:
    command = (sys.executable, "-c", "raise SystemExit('the cellar is under water')")
    supervisor = Supervisor(Log(is_quiet=is_quiet))
    part = replace(make_part(tmp_path), command=command)
    with pytest.raises(TemporaryError, match="its last lines above say why"):
        supervisor.start(part)
    said = capsys.readouterr().err
    assert len(re.findall("pages +the cellar is under water", said)) == said.count("cellar") == 1
