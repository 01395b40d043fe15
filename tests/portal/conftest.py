"""Commands without the time that a process takes to start."""

import shutil
from pathlib import Path

import pytest
from commands import PlaceInside
from house import House


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PlaceInside:
    """Give a place whose commands run inside this process."""
    return PlaceInside(tmp_path / "machine", monkeypatch, capsys)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> House:
    """Give an organization of four offices, with everybody in it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copyfile(migrated_file, folder / "baton.db")
    return House(folder)
