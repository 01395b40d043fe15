"""An exit with people, at its first gate."""

import pytest
from acting import Stage, open_stage

from models.case_file import CaseFile
from services.store import Store


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    """Ana's exit on the 2nd of November: Moussa manages, Ben receives, Carla of HR opened it."""
    return open_stage(store, case)
