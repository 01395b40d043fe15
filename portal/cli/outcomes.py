"""Outcomes: opening the handover of a case without people, and what came out of its run."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from models.case_file import AnswersFile, CaseFile
from portal.cli.exits import Exit
from portal.cli.speech import complain, say, say_json
from portal.cli.values import mask_typed
from services.cases.fault_words import quote
from services.handovers.deliveries import prepare_target, set_target
from services.handovers.opening import CaseInput, midnight, open_handover, prepare_case
from services.handovers.overview import Outcome, get_outcome
from services.harvest.source_files import UNMATCHED
from services.settings import Settings
from services.store import open_store
from services.texts import say_count


def open_case(
    settings: Settings,
    read: tuple[CaseFile, tuple[AnswersFile, ...], Path],
    clock: datetime,
    out: Path,
) -> str:
    """Open the handover of a case, its answers and its folder; return its reference.

    Raises:
        InvalidInputError: the folder `out` cannot be made or written to.
    """
    case, answers, folder = read
    given = CaseInput(
        case=mask_typed(case).value, answers=answers, folder=folder, opened_at=midnight(clock)
    )
    store = open_store(settings.database_url)
    target = prepare_target(out)
    prepared = prepare_case(given)
    with store.write() as session:
        reference = open_handover(session, prepared)
        set_target(session, reference, target)
    return reference


def find_outcome(settings: Settings, reference: str, out: Path, seconds: float) -> Outcome:
    """Return what came out of the run of a handover."""
    with open_store(settings.database_url).read() as session:
        return get_outcome(session, reference, prepare_target(out), seconds)


def say_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print what came out, for a machine or for a person, and on stderr what was wrong with it.

    Raises:
        typer.Exit: something was, with exit code 1.
    """
    if as_json:
        say_json(json.dumps(outcome.model_dump(mode="json"), ensure_ascii=False))
    else:
        for line in _lines(outcome):
            say(line)
    for glob in outcome.unmatched:
        complain(f"baton: {quote(glob)} {UNMATCHED}.")
    if outcome.unmatched:
        raise typer.Exit(Exit.found_wrong)


def _lines(outcome: Outcome) -> list[str]:
    places, secrets = (
        say_count(outcome.private, "private place"),
        say_count(outcome.secrets, "secret"),
    )
    contacts = say_count(outcome.contacts, "contact")
    unreadable = f" ({outcome.unreadable} could not be read)" if outcome.unreadable else ""
    facts: list[tuple[str, Any]] = [
        ("Bag", outcome.bag),
        ("Read first", f"{outcome.bag}/data/brief.pdf"),
        ("Records", f"{outcome.records} ({say_count(outcome.gaps, 'gap')} printed as UNKNOWN)"),
        ("Documents", f"{outcome.documents}{unreadable}"),
        ("Mail", f"{contacts}, {say_count(outcome.open_threads, 'thread')} still open"),
        ("Kept out", f"{places}, {secrets} masked"),
        ("Time", f"{outcome.seconds:.0f} s"),
    ]
    width = max(len(label) for label, _ in facts)
    head = f"{outcome.reference}: edition {outcome.edition} is ready. Nobody has reviewed it yet."
    return [head, "", *(f"  {label:<{width}}  {fact}" for label, fact in facts)]
