"""Databases without tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database that has no tables, of the kind that `store` would be."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path}/empty/baton.db"
    else:
        with request.getfixturevalue("cluster").lend_database("template1") as url:
            yield url
