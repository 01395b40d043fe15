"""One Prefect server for all tests that ask its API: each of them makes runs of its own."""

from collections.abc import Iterator

import pytest
from prefect_server import start_prefect

from portal.up.deployments import register_deployments
from services.outbox.prefect_api import Engine, open_engine
from services.settings import Settings


@pytest.fixture(scope="session")
def prefect_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Give settings that lead to a running server without a worker."""
    with start_prefect(tmp_path_factory.mktemp("prefect") / "data") as settings:
        yield settings


@pytest.fixture(scope="session")
def prefect(prefect_settings: Settings) -> Iterator[Engine]:
    """Give its API, with our deployments registered."""
    engine = open_engine(prefect_settings)
    register_deployments(engine)
    yield engine
    engine.close()
