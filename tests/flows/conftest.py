"""Runs of the whole product, each made once and looked at by many tests."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Place, describe_tree
from strangers import TODAY, Stranger, write_stranger
from whole_runs import HOW_TOLD, Run, list_arguments


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Runs the stranger's case of a language, once."""
    made: dict[str, Run] = {}

    def run(language: str) -> Run:
        if language not in made:
            folder = tmp_path_factory.mktemp(f"run-{language}")
            place = Place(folder / "machine")
            stranger = write_stranger(folder / "cases", language)
            before = describe_tree(stranger.case.parent)
            arguments = list_arguments(stranger, place.out)
            ended = place.run(*arguments, "--today", TODAY, *HOW_TOLD[language])
            made[language] = Run(place, ended, stranger, before)
        return made[language]

    return run


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
    folder = tmp_path / "moved" / "fr"
    shutil.copytree(french.case_folder, folder)
    answers = [folder / path.name for path in french.stranger.answers]
    stranger = french.stranger
    return Stranger(stranger.story, folder / "CASE.yaml", answers, stranger.records)


@pytest.fixture(scope="session")
def without_network() -> tuple[str, ...]:
    """Words that run a command where there is no network but this machine's own loopback."""
    enter = ("unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && "$@"', "sh")
    try:
        code = subprocess.run([*enter, "true"], check=False).returncode
    except OSError:
        code = 1
    return enter if code == 0 else ()
