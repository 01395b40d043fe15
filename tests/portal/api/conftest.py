"""The application over a database of its own, with people in front of it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_people import ApiPerson, enter_all, open_client
from fastapi.testclient import TestClient

from models.case_file import CaseFile
from portal.web.app import create_app
from services.settings import Settings


@pytest.fixture
def client(tmp_path: Path, migrated_file: Path) -> TestClient:
    shutil.copyfile(migrated_file, tmp_path / "baton.db")
    # Not entered as a context: without its lifespan nothing asks for a Prefect that is not there.
    return open_client(create_app(Settings(data=tmp_path)))


@pytest.fixture
def people(client: TestClient) -> dict[str, ApiPerson]:
    return enter_all(client, client.app.state.store)


@pytest.fixture
def body(case: CaseFile) -> dict[str, Any]:
    """Ana's case as a request says it, with days to come."""
    today = datetime.now(UTC).date()
    dates = {"notice_on": today, "last_working_on": today + timedelta(days=50)}
    return case.model_copy(update=dates).model_dump(mode="json", exclude_none=True)


@pytest.fixture
def reference(people: dict[str, ApiPerson], body: dict[str, Any]) -> str:
    (reference,) = people["carla"].post("/handovers", body).json()["references"]
    return reference
