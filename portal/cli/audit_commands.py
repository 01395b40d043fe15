"""Audit: `baton audit`, whether the chain of who did what when holds, and what it says."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from models.errors import InvalidInputError
from portal.acting import By, act, see
from portal.cli.exits import Exit
from portal.cli.listing import Listing
from portal.cli.options import As, AsJson, SomeDay
from portal.cli.speech import complain, say, say_json
from services.acts.auditing import (
    EventFilter,
    EventLine,
    list_all_events,
    put_triggers_back,
    write_events,
)
from services.audit import read_heads, verify_chain
from services.destinations import check_destination
from services.settings import Settings
from services.store import open_store
from services.texts import say_count

Of = Annotated[str, typer.Option("--ref", metavar="REF", help="Only of this handover.")]


def verify_audit(
    heads: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A copy of heads.jsonl that was kept elsewhere."),
    ] = None,
) -> None:
    """Check the whole audit chain, its times and its triggers; exit code 1 names what is wrong."""
    settings = Settings()
    known = read_heads(settings.data, heads or ())
    with open_store(settings.database_url).read() as session:
        report = verify_chain(session, known)
    for problem in report.list_problems():
        complain(f"baton: audit chain: {problem}; {report.events:,} events hold.")
    if report.list_problems():
        raise typer.Exit(Exit.found_wrong)
    newest = f", the newest of {report.newest_at:%Y-%m-%d %H:%M} UTC" if report.events else ""
    counted = say_count(len(known), "exported head")
    agree = "agrees" if len(known) == 1 else "agree"
    say(f"{report.events:,} events hold{newest}; {counted} {agree}.")


def list_audit(
    as_: As, ref: Of = "", since: SomeDay = None, until: SomeDay = None, as_json: AsJson = False
) -> None:
    """List who did what when, and who opened which file; with --json one object per line."""
    wanted = _make_filter(ref, since, until)
    if as_json:
        for line in see(as_, lambda by: [*_write_json(_list(by, wanted))]):
            say_json(line.rstrip("\n"))
        return
    table = Listing("No.", "When (UTC)", "Who", "What", "Handover")
    for event in see(as_, lambda by: [*_list(by, wanted)]):
        who = event.email or event.actor
        table.add_row(event.id, f"{event.at:%Y-%m-%d %H:%M}", who, event.action, event.reference)
    table.show("Nothing has been done yet.")


def export_audit(
    as_: As,
    out: Annotated[Path, typer.Option(metavar="FILE", help="What to write: .csv or .jsonl.")],
    ref: Of = "",
    since: SomeDay = None,
    until: SomeDay = None,
) -> None:
    """Write who did what when into a file, for a spreadsheet (.csv) or a program (.jsonl)."""
    wanted = _make_filter(ref, since, until)
    writers = {".csv": write_events, ".jsonl": _write_json}
    if out.suffix not in writers:
        raise InvalidInputError(f'--out is "{out}": end the name in .csv or .jsonl.')
    check_destination(out.parent)
    lines = see(as_, lambda by: [*writers[out.suffix](_list(by, wanted))])
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
    say(f"{out}: {say_count(len(lines) - (out.suffix == '.csv'), 'event')}.")


def guard(as_: As) -> None:
    """Put the triggers back that keep the audit chain from being changed; the chain notes it."""
    act(as_, lambda by: put_triggers_back(by.session, by.actor, by.now))
    say("The triggers of the audit chain are in place.")


def _make_filter(reference: str, since: SomeDay, until: SomeDay) -> EventFilter:
    return EventFilter(
        reference=reference,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )


def _list(by: By, wanted: EventFilter) -> Iterator[EventLine]:
    return list_all_events(by.session, by.actor, wanted)


def _write_json(events: Iterable[EventLine]) -> Iterator[str]:
    return (f"{event.model_dump_json()}\n" for event in events)
