"""Commands without the time that a process takes to start."""

from pathlib import Path

import pytest
from commands import PlaceInside


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PlaceInside:
    """Give a place whose commands run inside this process."""
    return PlaceInside(tmp_path / "machine", monkeypatch, capsys)
