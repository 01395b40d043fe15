"""PDF: documents drawn in a child process with limits; tagged, archivable, same bytes each time.

A `Press` is that process. It can be started early, so that the drawing libraries load while other
work is done, and be given jobs later.
"""

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from models.errors import HandoverError, InvalidInputError, TemporaryError
from models.outline import Outline
from services.drawing.fonts import write_font_configuration
from services.drawing.jobs import Drawn, Job
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import FailureKind, Limits, SandboxFailure
from templates import TEMPLATES

ROOT = TEMPLATES.parent
START_SECONDS = 8
SECONDS_PER_MEGABYTE = 150
"""Of outline as JSON; a pack of 227 pages is 0.5 MB and takes 22 seconds on our machine."""
WALL_SECONDS_PER_SECOND = 20
"""A machine with that many times more to do than it has processors still draws everything."""
MEMORY_BYTES = 3 << 30
"""Of address space, which is more than what is used: fonts are mapped."""
FILE_BYTES = 1 << 28
REASONS = {
    FailureKind.cpu: "took too long",
    FailureKind.memory: "needed too much memory",
    # Libraries in C that get no memory end their process.
    FailureKind.crash: "needed too much memory",
    FailureKind.size: "became too large",
    FailureKind.depth: "is nested too deep",
}
"""What a text can be blamed for."""
_PRESS = "services.drawing.press"

_started: dict[tuple[int, Path], "Press"] = {}
"""Started early and not used yet, by process and cache folder: a forked process shares none."""


class Press:
    """The process that draws; use it as a context manager.

    `cache_folder` is the only place that is written to, and may be kept between calls.
    """

    def __init__(self, cache_folder: Path) -> None:
        folder = cache_folder.absolute()
        # Without the user's fonts, language and time zone.
        environment = {
            "FONTCONFIG_FILE": str(write_font_configuration(folder)),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        self._sandbox = Sandbox([_PRESS], workers=1, folder=folder, environment=environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.__exit__(None, None, None)

    def start(self) -> None:
        """Begin to load the drawing libraries; does not wait for it."""
        self._sandbox.start()

    def draw(self, job: Job, limits: Limits | None = None) -> Drawn:
        """Return the document.

        Raises:
            InvalidInputError: Its texts cannot be drawn within the limits.
            TemporaryError: This machine is too busy to draw it now.
        """
        data = job.model_dump_json()
        answer = self._sandbox.run(
            f"{_PRESS}:draw", data, limits=limits or estimate_limits(len(data))
        )
        if isinstance(answer, SandboxFailure):
            raise _explain(job.outline, answer)
        return Drawn.model_validate({**answer, "content": base64.b64decode(answer["content"])})


def render_documents(
    jobs: Sequence[Job], cache_folder: Path, limits: Limits | None = None
) -> tuple[Drawn, ...]:
    """Return the documents in the order of the jobs; uses the press that was started, if any.

    `limits` hold for each document; default: by its size.

    Raises:
        InvalidInputError: The texts of a document cannot be drawn within the limits.
        TemporaryError: This machine is too busy to draw them now.
    """
    with _started.pop(_get_key(cache_folder), None) or Press(cache_folder) as press:
        return tuple(press.draw(job, limits) for job in jobs)


def start_press(cache_folder: Path) -> None:
    """Begin to load the drawing libraries, for the next `render_documents` with this folder.

    Does not wait. A press that is never used ends with this process.
    """
    press = _started.setdefault(_get_key(cache_folder), Press(cache_folder))
    press.start()


def estimate_limits(size_bytes: int) -> Limits:
    """Return limits that are a multiple of what a document of this size as JSON takes."""
    seconds = START_SECONDS + round(SECONDS_PER_MEGABYTE * size_bytes / 1e6)
    return Limits(
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=seconds,
        wall_seconds=WALL_SECONDS_PER_SECOND * seconds,
        file_bytes=FILE_BYTES,
        output_bytes=2 * FILE_BYTES,
    )


def _get_key(cache_folder: Path) -> tuple[int, Path]:
    return os.getpid(), cache_folder.absolute()


def _explain(outline: Outline, failure: SandboxFailure) -> HandoverError:
    """Return the error that names the document that was being drawn."""
    name = f"The {outline.name} {outline.reference!r}"
    if failure.kind is FailureKind.busy:
        return TemporaryError(
            f"{name} could not be drawn in time because this machine is busy: try again later."
        )
    if reason := REASONS.get(failure.kind):
        return InvalidInputError(
            f"{name} {reason}: "
            "look for a text of unusual length or structure in it, and shorten it."
        )
    fault = failure.detail or failure.reason
    return HandoverError(f"{name} could not be drawn, which is a fault of Baton: {fault}")
