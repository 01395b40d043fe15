"""Whatever a job does, it costs at most its limits, and the next job runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import TemporaryError
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import BUSY, FailureKind, Limits, SandboxFailure

pytestmark = pytest.mark.processes

JOBS = """
import ctypes, mmap, os, signal, socket, subprocess

def echo(path, **args):
    return {"path": path, **args}

STOPS = mmap.mmap(-1, 1)  # shared by all children of a parent

def stop_as_on_a_busy_machine(path):
    STOPS[0] += 1
    os.kill(os.getpid(), signal.SIGSTOP)

def count_stops(path):
    return STOPS[0]

def tell_home(path):
    return os.environ["HOME"]

def compute(path):
    while True:
        pass

def take_memory(path):
    return len(bytearray(2**31))

def crash(path):
    ctypes.string_at(0)

def fail(path):
    raise ValueError(f"bad mark at 0x7f12 in {path}")

def connect(path):
    socket.create_connection(("127.0.0.1", 9))

def list_interfaces(path):
    return open("/proc/net/dev").read()

def overwrite(path):
    open(path, "w")

def remove(path):
    os.remove(path)

def start_program(path):
    subprocess.run(["true"])

def talk(path):
    return "x" * 2**23

def write_much(path):
    with open(os.environ["HOME"] + "/much", "wb") as out:
        out.write(b"x" * 2**23)

def list_home(path):
    home = os.environ["HOME"]
    open(home + "/left", "w").close()
    return sorted(os.listdir(home))

def kill_parent(path):
    os.kill(os.getppid(), 9)

def tell_parent(path):
    return os.getppid()

def leave(path):
    os._exit(3)

def recurse(path):
    return recurse(path)

def print_noise(path):
    os.write(1, b"noise")
    return "quiet"

def read_secret(path):
    return os.environ.get("BATON_TEST_SECRET")
"""

LIMITS = Limits(
    memory_bytes=128 * 2**20, cpu_seconds=1, wall_seconds=60, file_bytes=2**20, output_bytes=2**22
)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "jobs_of_the_test.py").write_text(JOBS)
    sys.path.insert(0, str(folder))
    yield "jobs_of_the_test"
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def sandbox(jobs: str) -> Iterator[Sandbox]:
    with Sandbox([jobs], limits=LIMITS) as made:
        yield made


def run(sandbox: Sandbox, job: str, path: str = "/x/a") -> object:
    return sandbox.run(f"jobs_of_the_test:{job}", path)


def test_passes_arguments_and_odd_names_whole(sandbox: Sandbox) -> None:
    answer = sandbox.run("jobs_of_the_test:echo", "/x/\udcff é\n.pdf", limit=3)
    assert answer == {"path": "/x/\udcff é\n.pdf", "limit": 3}


@pytest.mark.parametrize(
    ("job", "kind", "reason"),
    [
        ("compute", "cpu", "took longer than 1 s of computing"),
        ("take_memory", "memory", "needed more than 128 MB of memory"),
        ("crash", "crash", "made its reader crash (SIGSEGV)"),
        ("fail", "reader", "is damaged: its reader stopped with ValueError"),
        ("talk", "size", "gave more than 4 MB"),
        ("write_much", "size", "unpacks to more than 1 MB"),
        ("leave", "reader", "made its reader stop without an answer"),
        ("recurse", "depth", "is nested too deeply"),
        ("kill_parent", "crash", "made the process that reads files end"),
    ],
)
def test_a_bad_job_costs_its_limit_and_no_more(
    sandbox: Sandbox, job: str, kind: str, reason: str
) -> None:
    failure = run(sandbox, job)
    assert isinstance(failure, SandboxFailure)
    assert (failure.kind, failure.reason) == (FailureKind(kind), reason)
    assert run(sandbox, "print_noise") == "quiet"


def test_a_job_that_only_the_clock_ended_was_tried_twice_and_blames_no_file(jobs: str) -> None:
    with Sandbox([jobs], limits=Limits(wall_seconds=1), workers=1) as sandbox:
        assert run(sandbox, "stop_as_on_a_busy_machine") == BUSY
        assert sandbox.run("jobs_of_the_test:count_stops", "/x/a", limits=LIMITS) == 2


def test_a_parent_started_early_serves_the_first_job(jobs: str, tmp_path: Path) -> None:
    with Sandbox([jobs], limits=LIMITS, folder=tmp_path) as sandbox:
        sandbox.start()
        (home,) = tmp_path.iterdir()
        assert run(sandbox, "tell_home") == str(home)
    assert not home.exists()


def test_a_parent_started_early_and_never_used_leaves_nothing(jobs: str, tmp_path: Path) -> None:
    with Sandbox([jobs], limits=LIMITS, folder=tmp_path) as sandbox:
        sandbox.start()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("job", ["connect", "start_program", "overwrite", "remove"])
def test_a_job_reaches_nothing_outside(sandbox: Sandbox, tmp_path: Path, job: str) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("as it was")
    answer = run(sandbox, job, str(kept))
    assert isinstance(answer, SandboxFailure)
    assert answer.reason.startswith("tried to ")
    assert kept.read_text() == "as it was"


@pytest.mark.skipif(sys.platform != "linux", reason="networks of one's own are Linux's")
def test_a_job_has_no_network_interface_of_the_machine(sandbox: Sandbox) -> None:
    assert "eth" not in str(run(sandbox, "list_interfaces"))


def test_every_job_finds_an_empty_home(sandbox: Sandbox) -> None:
    assert [run(sandbox, "list_home") for _ in range(4)] == [["left"]] * 4


def test_no_secret_of_the_environment_is_seen(jobs: str) -> None:
    os.environ["BATON_TEST_SECRET"] = "swordfish"
    try:
        with Sandbox([jobs], limits=LIMITS) as sandbox:
            assert run(sandbox, "read_secret") is None
    finally:
        del os.environ["BATON_TEST_SECRET"]


def test_many_paths_come_back_in_their_order(sandbox: Sandbox) -> None:
    paths = [f"/x/{number}" for number in range(40)]
    answers = list(sandbox.run_many("jobs_of_the_test:echo", paths))
    assert answers == [(path, {"path": path}) for path in paths]


def test_a_parser_that_cannot_be_imported_is_said_at_once() -> None:
    with Sandbox(["no_such_parser"]) as sandbox, pytest.raises(TemporaryError, match="no_such"):
        sandbox.run("no_such_parser:read", "/x/a")


MAIN = """
import sys
sys.path[:0] = sys.argv[1:]
from services.isolation.sandbox import Sandbox
sandbox = Sandbox(["jobs_of_the_test"])
print(sandbox.run("jobs_of_the_test:tell_parent", "/x/a"), flush=True)
sys.stdin.read()
"""


def test_a_killed_main_process_takes_its_parents_with_it(jobs: str) -> None:
    main = subprocess.Popen(
        [sys.executable, "-c", MAIN, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert main.stdout is not None
    parent = int(main.stdout.readline())
    watch = os.pidfd_open(parent)
    main.send_signal(signal.SIGKILL)
    main.communicate()
    assert wait_for_end(watch)


def wait_for_end(pidfd: int) -> bool:
    """A descriptor of a process becomes readable when the process ends."""
    import select

    ended = bool(select.select([pidfd], [], [], 10)[0])
    os.close(pidfd)
    return ended
