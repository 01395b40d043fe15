"""Starting: `baton start`, `resume` and `cancel`, on exits of the running system."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portal.acting import By, act, see
from portal.cli.options import As, AsJson, Ref
from portal.cli.speech import complain, say, say_json
from portal.cli.values import mask_typed
from portal.runs import run_embedded
from services.acts.changing import cancel as cancel_with_people
from services.acts.leaving import list_warnings
from services.acts.shared_places import list_shared_places
from services.acts.starting import start_batch
from services.acts.traces import ask_for_run
from services.cases import read_case
from services.clock import read_now
from services.handovers.clearing import cancel_handover
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput
from services.harvest.exclude_checks import check_excludes
from services.outbox.prefect_api import open_engine
from services.settings import Settings
from services.store import open_store

_LATER = "baton up carries it on as soon as it runs."


def start(
    cases: Annotated[list[Path], typer.Argument(metavar="CASE.yaml...", help="The case files.")],
    as_: As,
    as_json: AsJson = False,
) -> None:
    """Open handovers with people, all or none, and print their references."""
    read = [(path, read_case(path)) for path in cases]
    for path, case in read:
        check_excludes(case, path.resolve().parent, path.name)
    read = [(path, mask_typed(case).value) for path, case in read]

    def open_all(by: By) -> tuple[str, ...]:
        inputs = [
            CaseInput(case=case, folder=path.resolve().parent, opened_at=by.now)
            for path, case in read
        ]
        return start_batch(by.session, by.actor, inputs, by.now)

    warnings = see(as_, lambda by: list_warnings(by.session, [case for _, case in read], by.actor))
    references = act(as_, open_all)
    warnings += see(as_, lambda by: list_shared_places(by.session, references, by.actor))
    for warning in warnings:
        complain(f"baton: {warning}")
    if as_json:
        say_json(json.dumps({"references": references, "warnings": warnings}, ensure_ascii=False))
    else:
        for reference in references:
            say(reference)
    _say_if_later()


def resume(
    ref: Ref,
    here: Annotated[
        bool, typer.Option("--here", help="Run it in this process, without a running system.")
    ] = False,
) -> None:
    """Carry a handover on from where the database says it is, whatever happened to its last run."""
    settings = Settings()
    store = open_store(settings.database_url)
    if here:
        with store.read() as session:
            get_handover(session, ref)
        run_embedded(ref, settings.data)
        say(f"{ref} is carried on as far as it can go now.")
        return
    with store.write() as session:
        ask_for_run(session, get_handover(session, ref), read_now(settings))
    say(f"A run of {ref} is asked for.")
    _say_if_later()


def cancel(
    ref: Ref,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help="The person who cancels; with people it is HR."),
    ] = None,
) -> None:
    """Cancel a handover; nothing is deleted, and it can be opened again."""
    if as_ is None:
        with open_store(Settings().database_url).write() as session:
            cancel_handover(session, ref, datetime.now(UTC))
    else:
        act(as_, lambda by: cancel_with_people(by.session, by.actor, ref, by.now))
    say(f"{ref} is cancelled; nothing was deleted.")


def _say_if_later() -> None:
    engine = open_engine(Settings())
    if not engine.is_well():
        complain(f"baton: nothing runs here now: {_LATER}")
    engine.close()
