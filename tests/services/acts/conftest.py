"""An exit with people, at its first gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage, open_stage
from sourced import open_sourced

from models.case_file import CaseFile
from services.store import Store


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    """Ana's exit on the 2nd of November: Moussa manages, Ben receives, Carla of HR opened it."""
    return open_stage(store, case)


@pytest.fixture
def sourced(
    store: Store, case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Ana's exit, which names a folder, a mailbox and a calendar, in the workplace of the tasks."""
    with open_sourced(store, case, tmp_path, monkeypatch) as stage:
        yield stage
