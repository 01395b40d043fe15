"""Progress: bars on a terminal, plain lines elsewhere, nothing with --quiet."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from portal.cli.speech import complain
from services.texts import clean_for_terminal

STEPS = {
    "start": "Starting the engine",
    "make_plan": "Planning",
    "list_sources": "Listing the sources",
    "read_files": "Reading files",
    "make_sense": "Looking for people, dates, promises",
    "take_answers": "Taking in the answers",
    "compose_pack": "Composing the pack",
    "draw_documents": "Drawing the documents",
    "deliver_bag": "Packing the bag",
}


@contextmanager
def show_progress(*, is_quiet: bool) -> Iterator[None]:
    """Show on stderr how far the work is, while the block runs."""
    logger = logging.getLogger("baton.progress")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if is_quiet:
        yield
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        with _listening(logger, _Lines()):
            yield
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<38}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress, _listening(logger, _Bars(progress)):
        yield


@contextmanager
def _listening(logger: logging.Logger, listener: logging.Handler) -> Iterator[None]:
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


class _Lines(logging.Handler):
    """One line when a step is done; long steps say how far they are now and then."""

    def emit(self, record: logging.LogRecord) -> None:
        step, done, total = _read(record)
        if total is None or (done != total and not record.__dict__["note"]):
            return
        note = record.__dict__["note"]
        counts = note or (f"{done} of {total}" if total > 1 else "done")
        complain(f"{STEPS.get(step, step)}: {counts}")


class _Bars(logging.Handler):
    """A bar for each step."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def emit(self, record: logging.LogRecord) -> None:
        step, done, total = _read(record)
        if step not in self._bars:
            self._bars[step] = self._progress.add_task(STEPS.get(step, step), total=total)
        self._progress.update(self._bars[step], completed=done, total=total)
        if done != total and record.__dict__["note"]:
            line = clean_for_terminal(f"{STEPS.get(step, step)}: {record.__dict__['note']}")
            self._progress.console.print(Text(line))


def _read(record: logging.LogRecord) -> tuple[str, int, int | None]:
    given = record.__dict__
    return given["step"], given["done"], given["total"]
