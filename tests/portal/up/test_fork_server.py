"""Fork server: each run is a process of its own, heard as such, that ends with its worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from forking import Forking, start_forking
from running_system import wait_until

from portal.up.fork_protocol import FOLDER, answers, connect
from portal.up.fork_server import make_folder

pytestmark = pytest.mark.processes

STAY = "import signal; print('here', flush=True); signal.pause()"
BOW_OUT = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
print('here', flush=True)
signal.pause()
"""


@pytest.fixture
def forking(tmp_path: Path) -> Iterator[Forking]:
    # A data folder may lie deeper than the address of a socket can say.
    temporary = tmp_path / ("deep" * 30)
    temporary.mkdir()
    folder = make_folder(temporary)
    assert folder
    with start_forking(folder) as forking:
        yield forking


def start_one(forking: Forking, code: str = STAY) -> "subprocess.Popen[str]":
    """Start a run, and wait until it is at work."""
    client = forking.ask(code)
    assert client.stdout
    assert client.stdout.readline() == "here\n"
    return client


def test_what_a_run_says_and_its_exit_code_arrive(forking: Forking):
    client = forking.ask("import sys; print('said'); print('why', file=sys.stderr); sys.exit(7)")
    assert client.communicate() == ("said\n", "why\n")
    assert client.returncode == 7


def test_a_run_that_is_killed_looks_killed(forking: Forking):
    client = forking.ask("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert client.wait() == -signal.SIGKILL


def test_nothing_of_a_run_is_left_to_the_next(forking: Forking):
    leave = "import os, sys; os.environ['LEFT'] = 'x'; sys.left = 'x'; os.chdir('/')"
    assert forking.ask(leave, OWN="first").wait() == 0
    look = "import os, sys; print(os.environ.get('LEFT'), hasattr(sys, 'left'), os.environ['OWN'])"
    assert forking.ask(look, OWN="second").communicate()[0] == "None False second\n"
    look = "import os; print(os.environ.get('OWN'), os.getsid(0) == os.getpid())"
    assert forking.ask(look).communicate()[0] == "None True\n"


def test_runs_go_on_side_by_side(forking: Forking):
    first = start_one(forking, BOW_OUT)
    assert forking.ask("print('second')").communicate()[0] == "second\n"
    first.terminate()
    assert first.wait() == 3


def test_a_run_ends_when_its_client_is_killed(forking: Forking):
    client = start_one(forking)
    assert "baton-run" in forking.list_running()
    client.kill()
    wait_until(lambda: "baton-run" not in forking.list_running(), "the run is gone")
    assert forking.ask("print('next')").communicate()[0] == "next\n"


def test_all_runs_end_with_the_worker(forking: Forking):
    client = start_one(forking)
    os.kill(forking.find_worker(), signal.SIGKILL)
    assert forking.process.wait() == -signal.SIGKILL, "it ends as its worker did"
    assert client.wait() == 1
    wait_until(lambda: not forking.list_running(), "no process is left")


def test_all_ends_with_the_server(forking: Forking):
    client = start_one(forking)
    forking.process.kill()
    assert client.wait() == 1
    wait_until(lambda: not forking.list_running(), "no process is left")


def test_asked_to_end_it_asks_its_worker(forking: Forking):
    client = start_one(forking)
    forking.process.terminate()
    assert forking.process.wait() == -signal.SIGTERM
    assert client.wait() == 1


def test_a_client_that_goes_without_a_word_disturbs_nobody(forking: Forking):
    with connect(str(forking.folder)):
        pass
    assert forking.ask("print('next')").communicate()[0] == "next\n"


@pytest.mark.parametrize("words", [b"\n", b"[]\n", b"\xff\n", b'{"environment": {}}\n'])
def test_what_is_no_request_disturbs_nobody(forking: Forking, words: bytes):
    with connect(str(forking.folder)) as connection:
        connection.sendall(words)
        assert connection.recv(1) == b"", "it is hung up on"
    assert forking.ask("print('next')").communicate()[0] == "next\n"


def test_nobody_else_may_ask(forking: Forking):
    modes = [path.stat().st_mode & 0o777 for path in (forking.folder, forking.folder / "socket")]
    assert modes == [0o700, 0o600]


def test_a_server_that_hangs_does_not_answer(forking: Forking):
    assert answers(str(forking.folder), 10)
    forking.process.send_signal(signal.SIGSTOP)
    # More than its queue holds: the one who asks would wait in it for ever.
    assert not any(answers(str(forking.folder), 0.01) for _ in range(70))


@pytest.mark.parametrize("told", [{"PYTHONUTF8": "1"}, {FOLDER: "/nowhere"}])
def test_without_a_server_that_suits_the_client_runs_the_flow(
    forking: Forking, tmp_path: Path, told: dict[str, str]
):
    quiet = {"PREFECT_HOME": str(tmp_path), "PREFECT_LOGGING_TO_API_ENABLED": "false"}
    client = forking.ask("print('forked')", PREFECT__FLOW_RUN_ID="none", **quiet, **told)
    out, err = client.communicate()
    assert client.returncode == 1
    assert "forked" not in out
    assert "Invalid flow run id" in err, "that is Prefect's own word"


def test_prefects_settings_are_those_of_the_run(tmp_path: Path):
    code = """
import os
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY as HEARTBEAT
from portal.up.flow_run import prepare_settings, take_environment
prepared, told = prepare_settings(), dict(os.environ)
for url in ("http://one/api", "http://two/api"):
    # As a worker hands them on.
    run = told | dict(prepared.variables) | {"PREFECT_API_URL": url, "PREFECT__FLOW_RUN_ID": "7"}
    run["TMPDIR"] = "/var/tmp"
    with take_environment(run, "/", prepared) as settings:
        import tempfile
        print(PREFECT_API_URL.value(), HEARTBEAT.value(), settings is prepared.context, end=" ")
        print(os.environ["PREFECT__FLOW_RUN_ID"], tempfile.gettempdir(), os.getcwd())
"""
    told = {"PREFECT_API_URL": "http://one/api", "PREFECT_HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | told, capture_output=True, check=True
    )
    first, second = ended.stdout.decode().splitlines()
    assert first == "http://one/api None True 7 /var/tmp /"
    assert second == "http://two/api None False 7 /var/tmp /"
