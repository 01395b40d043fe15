"""Starting: `baton start` opens exits in the running system, `baton resume` carries one on."""

from pathlib import Path
from typing import Annotated

import typer

from portal.acting import As, By, act
from portal.runs import run_embedded
from services.acts.starting import list_warnings, start_batch
from services.acts.traces import ask_for_run
from services.cases import read_case
from services.clock import read_now
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput
from services.outbox.prefect_api import open_engine
from services.settings import Settings
from services.store import open_store

_LATER = "baton up carries it on as soon as it runs."


def start(
    cases: Annotated[list[Path], typer.Argument(metavar="CASE.yaml...", help="The case files.")],
    as_: As,
) -> None:
    """Open handovers with people, all or none, and print their references."""
    read = [(path, read_case(path)) for path in cases]

    def open_all(by: By) -> tuple[tuple[str, ...], tuple[str, ...]]:
        warnings = list_warnings(by.session, [case for _, case in read])
        inputs = [
            CaseInput(case=case, folder=path.resolve().parent, opened_at=by.now)
            for path, case in read
        ]
        return start_batch(by.session, by.actor, inputs, by.now), warnings

    references, warnings = act(as_, open_all)
    for warning in warnings:
        typer.echo(f"baton: {warning}", err=True)
    for reference in references:
        typer.echo(reference)
    _say_if_later()


def resume(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as HO-2026-0007.")],
    here: Annotated[
        bool, typer.Option("--here", help="Run it in this process, where no system is up.")
    ] = False,
) -> None:
    """Carry a handover on from where our database says it is, whatever became of its last run."""
    settings = Settings()
    with open_store(settings.database_url).write() as session:
        handover = get_handover(session, reference)
        if not here:
            ask_for_run(session, handover, read_now(settings))
    if here:
        run_embedded(reference, settings.data)
        typer.echo(f"{reference} is carried on as far as it can go now.")
        return
    typer.echo(f"a run of {reference} is asked for.")
    _say_if_later()


def _say_if_later() -> None:
    engine = open_engine(Settings())
    if not engine.is_well():
        typer.echo(f"baton: nothing runs here now: {_LATER}", err=True)
    engine.close()
