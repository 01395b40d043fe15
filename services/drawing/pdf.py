"""PDF: documents drawn in a child process with limits; tagged, archivable, same bytes each time."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import HandoverError, InvalidInputError
from models.outline import Outline
from services.drawing.fonts import write_font_configuration
from services.drawing.jobs import Drawn, Job, JobKind, Limits, PrintStyle
from services.leftovers import make_temporary_folder
from templates import TEMPLATES

ROOT = TEMPLATES.parent
START_SECONDS = 8
SECONDS_PER_MEGABYTE = 150
"""Of outline as JSON; a pack of 227 pages is 0.5 MB and takes 22 seconds on our machine."""
MEMORY_SIGNS = (
    b"MemoryError",
    b"SystemError",
    b"out of memory",
    b"Cannot allocate memory",
    b"creating thread",
    b"failed to allocate",
)
"""What libraries in C say when they get no memory, for themselves or for a thread's stack."""


def render_pdf(outline: Outline, cache_folder: Path, style: PrintStyle | None = None) -> bytes:
    """Return the document as PDF/A-3a and PDF/UA-1 in one file.

    Raises:
        InvalidInputError: Its texts cannot be drawn within the limits.
    """
    job = Job(kind=JobKind.pdf, outline=outline, style=style or PrintStyle())
    return render_documents([job], cache_folder)[0].content


def render_documents(
    jobs: Sequence[Job], cache_folder: Path, limits: Limits | None = None
) -> tuple[Drawn, ...]:
    """Return the documents in the order of the jobs, all drawn by one child process.

    `cache_folder` is the only place that is written to, and may be kept between calls.

    Raises:
        InvalidInputError: The texts of a document cannot be drawn within the limits.
    """
    data = json.dumps(
        {
            "jobs": [job.model_dump(mode="json") for job in jobs],
            "limits": (limits or estimate_limits(jobs)).model_dump(),
        }
    ).encode()
    configuration = write_font_configuration(cache_folder)
    folder = make_temporary_folder(cache_folder, "press")
    try:
        lines = _run_press(data, folder, configuration, limits or estimate_limits(jobs))
        return tuple(
            Drawn(
                content=(folder / str(line["index"])).read_bytes(),
                page_count=line["page_count"],
                warnings=tuple(line["warnings"]),
            )
            for line in lines
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def estimate_limits(jobs: Sequence[Job]) -> Limits:
    """Return limits that are a multiple of what documents of this size take."""
    megabytes = sum(len(job.outline.model_dump_json()) for job in jobs) / 1e6
    seconds = START_SECONDS + round(SECONDS_PER_MEGABYTE * megabytes)
    return Limits(cpu_seconds=seconds, wall_seconds=3 * seconds)


def _run_press(
    data: bytes, folder: Path, configuration: Path, limits: Limits
) -> list[dict[str, Any]]:
    """Run the child process and return what it said about each document."""
    command = [sys.executable, "-m", "services.drawing.press", str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, no text of a user in the command
            command,
            input=data,
            cwd=ROOT,
            env=_make_environment(configuration),
            capture_output=True,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _explain(data, error.stdout or b"", "took too long") from None
    if not ended.returncode:
        return [json.loads(line) for line in ended.stdout.splitlines()]
    if reason := _find_reason(ended.returncode, ended.stderr):
        raise _explain(data, ended.stdout, reason)
    last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    raise HandoverError(f"A document could not be drawn, which is a fault of Baton: {last[:300]}")


def _make_environment(configuration: Path) -> dict[str, str]:
    """Return an environment without the user's fonts, folders, language and time zone."""
    folder = str(configuration.parent)
    return {
        "FONTCONFIG_FILE": str(configuration),
        "XDG_CACHE_HOME": folder,
        "HOME": folder,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "random"),
    }


def _find_reason(code: int, errors: bytes) -> str | None:
    """Find which limit ended the child process; None where it was none."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "took too long"
    if b"RecursionError" in errors:
        return "is nested too deep"
    is_short_of_memory = any(sign in errors for sign in MEMORY_SIGNS)
    if is_short_of_memory or code in (-signal.SIGABRT, -signal.SIGSEGV):
        return "needed too much memory"
    return None


def _explain(data: bytes, said: bytes, reason: str) -> InvalidInputError:
    """Return the error that names the document that was being drawn."""
    jobs = json.loads(data)["jobs"]
    outline = jobs[min(len(said.splitlines()), len(jobs) - 1)]["outline"]
    return InvalidInputError(
        f"The {outline['name']} {outline['reference']!r} {reason}: "
        "look for a text of unusual length or structure in it, and shorten it."
    )
