"""Run: `baton run` and `baton demo`, from a case file to packs, without a person."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from models.case_file import AnswersFile, CaseFile
from portal.acting import export_head
from portal.cli.options import AsJson, Out, Quiet, Today
from portal.cli.progress import show_progress
from portal.cli.values import read_clock
from portal.runs import start_engine
from services.cases import read_all_answers, read_case
from services.destinations import check_destination
from services.examples import EXAMPLE_DAY, copy_example
from services.progress import report_progress
from services.settings import Settings
from services.store import open_store

_Given = tuple[CaseFile, tuple[AnswersFile, ...], Path]


def run(
    case: Annotated[Path, typer.Argument(metavar="CASE.yaml", help="The case file.")],
    out: Out,
    answers: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="An ANSWERS.yaml; can be given several times."),
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run one handover from its case file to the packs, without a person and without a server."""
    given = read_case(case), read_all_answers(answers or []), case.resolve().parent
    clock = read_clock(today)
    check_destination(out, [given[2] / source.path for source in given[0].sources])
    _carry_out(lambda: given, clock, out, as_json=as_json, is_quiet=quiet)


def demo(
    out: Out = Path("packs"),
    today: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="The day to work on, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, else the day on "
            f"which the example plays, {EXAMPLE_DAY}.",
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run the exit that ships with Baton, from start to packs, and print where they are."""
    if today is None and not os.environ.get("SOURCE_DATE_EPOCH"):
        today = EXAMPLE_DAY
    clock = read_clock(today)
    place = Settings().data / "demo"
    check_destination(out, [place])

    def prepare() -> _Given:
        folder = copy_example(place)
        answers = sorted((folder / "answers").glob("*.yaml"))
        return read_case(folder / "CASE.yaml"), read_all_answers(answers), folder

    _carry_out(prepare, clock, out, as_json=as_json, is_quiet=quiet)


def _carry_out(
    prepare: Callable[[], _Given], clock: datetime, out: Path, *, as_json: bool, is_quiet: bool
) -> None:
    """Open the handover of a case and run the flow, while its engine starts beside it."""
    began = time.monotonic()
    settings = Settings()
    with show_progress(is_quiet=is_quiet or as_json):
        report_progress("start", 0, 1)
        with start_engine(settings.data) as carry_on:
            # Imported late: it takes a second, in which the engine starts.
            from portal.cli.outcomes import find_outcome, open_case, say_outcome  # noqa: PLC0415 - see above

            reference = open_case(settings, prepare(), clock, out)
            carry_on(reference)
    export_head(open_store(settings.database_url), settings)
    outcome = find_outcome(settings, reference, out, time.monotonic() - began)
    say_outcome(outcome, as_json=as_json)
