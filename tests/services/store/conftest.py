"""Databases without tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database that has no tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty/baton.db"
    else:
        with request.getfixturevalue("cluster").lend_database("template1") as url:
            yield url
