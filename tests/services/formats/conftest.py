"""Readers at work: in this process for whole files, in the sandbox for hostile ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.formats.reading_job import read_file
from services.harvest.source_readers import open_sandbox
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import Limits


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], dict[str, object]]:
    """Read content as a file of this name, in this process: for whole files only."""

    def write_and_read(name: str, content: bytes) -> dict[str, object]:
        path = tmp_path / name
        path.write_bytes(content)
        return read_file(str(path))

    return write_and_read


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    limits = Limits(memory_bytes=256 * 2**20, cpu_seconds=4, wall_seconds=6)
    with open_sandbox(limits=limits, workers=1) as made:
        yield made
