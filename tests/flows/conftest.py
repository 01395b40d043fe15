"""Runs of the whole product, each made once and looked at by many tests, in every worker."""

import fcntl
import os
import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Place, describe_tree
from strangers import TODAY, Stranger, write_stranger
from whole_runs import HOW_TOLD, Run, list_arguments, move_case


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Run the stranger's case of a language, once for all workers: the first to ask makes it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def run(language: str) -> Run:
        folder = shared / f"run-{language}"
        folder.mkdir(exist_ok=True)
        kept = folder / "run.pickle"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_bytes(pickle.dumps(make_run(folder, language)))
        return pickle.loads(kept.read_bytes())  # noqa: S301 - this very function wrote it

    return run


def make_run(folder: Path, language: str) -> Run:
    """Run the stranger's case of a language."""
    place = Place(folder / "machine")
    stranger = write_stranger(folder / "cases", language)
    before = describe_tree(stranger.case.parent)
    arguments = list_arguments(stranger, place.out)
    ended = place.run(*arguments, "--today", TODAY, *HOW_TOLD[language])
    return Run(place, ended, stranger, before)


@pytest.fixture(scope="session", params=list(HOW_TOLD))
def run(runs: Callable[[str], Run], request: pytest.FixtureRequest) -> Run:
    """The run of each stranger."""
    return runs(request.param)


@pytest.fixture(scope="session")
def french(runs: Callable[[str], Run]) -> Run:
    """The run that others are compared with."""
    return runs("fr")


@pytest.fixture
def moved(french: Run, tmp_path: Path) -> Stranger:
    """The French stranger's case in another folder, with the same times of change."""
    return move_case(french, tmp_path / "moved" / "fr")


@pytest.fixture(scope="session")
def without_network() -> tuple[str, ...]:
    """Words that run a command where there is no network but this machine's own loopback."""
    enter = ("unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && "$@"', "sh")
    try:
        code = subprocess.run([*enter, "true"], check=False).returncode
    except OSError:
        code = 1
    return enter if code == 0 else ()
