"""Extract: what files say, read in the sandbox, each content once."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from models.harvest import Extraction
from services.harvest.extraction.file_types import get_type_by_name
from services.harvest.sandbox import Sandbox, SandboxFailure
from services.harvest.sandbox_protocol import Limits

EXTRACTOR_VERSION = "5"
"""Raised whenever a reader gives something else for the same bytes."""

READER_JOB = "services.harvest.extraction.reading:read_file"
PRELOAD = ("services.harvest.extraction.reading",)


def open_reader_sandbox(*, workers: int = 2, limits: Limits | None = None) -> Sandbox:
    """Return a sandbox whose parents have imported all readers; use it as a context manager."""
    return Sandbox(PRELOAD, limits=limits, workers=workers)


def extract_contents(sandbox: Sandbox, paths: Mapping[str, Path]) -> Iterator[Extraction]:
    """Yield what each content says, in the order of `paths` (SHA-256 to a file that has it).

    A file that could not be read comes back with its reason, never as an error.

    Raises:
        TemporaryError: The process that reads files could not be started.
    """
    answers = sandbox.run_many(READER_JOB, [str(path) for path in paths.values()])
    for (sha256, path), (_, answer) in zip(paths.items(), answers, strict=True):
        if isinstance(answer, SandboxFailure):
            kind = get_type_by_name(path)
            yield Extraction(sha256=sha256, type=kind, reason=answer.reason)
        else:
            yield Extraction.model_validate({"sha256": sha256, **answer})
