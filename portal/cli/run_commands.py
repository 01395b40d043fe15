"""Run: `baton run` and `baton demo`, from a case file to packs, without a person."""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from portal.cli.options import AsJson, Out, Quiet, Today
from portal.cli.progress import show_progress
from portal.cli.values import read_clock
from portal.runs import run_embedded
from services.cases import read_all_answers, read_case
from services.destinations import check_destination
from services.examples import EXAMPLE_DAY, copy_example
from services.handovers.deliveries import prepare_target, set_target
from services.handovers.opening import CaseInput, midnight, open_handover, prepare_case
from services.handovers.overview import Outcome, get_outcome
from services.progress import report_progress
from services.settings import Settings
from services.store import open_store


def run(
    case: Annotated[Path, typer.Argument(metavar="CASE.yaml", help="The case file.")],
    out: Out,
    answers: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="An ANSWERS.yaml; may be given several times."),
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run one handover from its case file to the packs, without a person and without a server."""
    read = read_case(case)
    files = read_all_answers(answers or [])
    given = CaseInput(
        case=read,
        answers=files,
        folder=case.resolve().parent,
        opened_at=midnight(read_clock(today)),
    )
    say_outcome(carry_out(given, out, is_quiet=quiet or as_json), as_json=as_json)


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
    """Run the exit that ships with Baton, from start to packs, and say where they are."""
    if today is None and not os.environ.get("SOURCE_DATE_EPOCH"):
        today = EXAMPLE_DAY
    read_clock(today)
    check_destination(out)
    folder = copy_example(Settings().data / "demo")
    answers = sorted((folder / "answers").glob("*.yaml"))
    run(folder / "CASE.yaml", out, answers, today, as_json, quiet)


def carry_out(given: CaseInput, out: Path, *, is_quiet: bool) -> Outcome:
    """Open the handover and run the flow until its bag is delivered."""
    settings = Settings()
    began = time.monotonic()
    check_destination(out, [given.folder / source.path for source in given.case.sources])
    store = open_store(settings.database_url)
    target = prepare_target(out)
    prepared = prepare_case(given)
    with store.write() as session:
        reference = open_handover(session, prepared)
        set_target(session, reference, target)
    with show_progress(is_quiet=is_quiet):
        report_progress("start", 0, 1)
        run_embedded(reference, settings.data)
    with store.read() as session:
        return get_outcome(session, reference, target, time.monotonic() - began)


def say_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print what came out, for a machine or for a person."""
    if as_json:
        typer.echo(json.dumps(outcome.model_dump(mode="json"), ensure_ascii=False))
        return
    for line in _lines(outcome):
        typer.echo(line)


def _lines(outcome: Outcome) -> list[str]:
    facts: list[tuple[str, Any]] = [
        ("Bag", outcome.bag),
        ("Read first", f"{outcome.bag}/data/brief.pdf"),
        ("Records", f"{outcome.records} ({outcome.gaps} gaps, printed as UNKNOWN)"),
        ("Documents", f"{outcome.documents} ({outcome.unreadable} could not be read)"),
        ("Mail", f"{outcome.contacts} contacts, {outcome.open_threads} threads still open"),
        ("Kept out", f"{outcome.private} private places, {outcome.secrets} secrets masked"),
        ("Time", f"{outcome.seconds:.0f} s"),
    ]
    width = max(len(label) for label, _ in facts)
    head = f"{outcome.reference}: edition {outcome.edition} is ready. Nobody has reviewed it yet."
    return [head, "", *(f"  {label:<{width}}  {fact}" for label, fact in facts)]
