"""Retention: `baton purge` and `baton erase`.

Database: backups of this installation, and the proof that its audit chain holds.
"""

from pathlib import Path
from typing import Annotated

import typer

from portal.acting import As, act
from portal.cli.exits import Exit
from portal.up.lock import hold_data
from services.acts.rights import Action, check_staff
from services.audit import read_heads, verify_chain
from services.backups import make_backup, restore_backup
from services.clock import read_now
from services.handovers.retention_policy import find_keep_until
from services.retention.carrying_out import purge_due, redraw_marked
from services.retention.erasing import erase_person
from services.retention.purging import list_purgeable
from services.settings import Settings
from services.store import open_store
from services.tending.running import BACKUP, set_mark

audit_app = typer.Typer(
    help="The audit chain: who did what when.", rich_markup_mode=None, no_args_is_help=True
)


def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for backups.")],
) -> None:
    """Copy the database and the files to a new folder in DIR, while everything runs.

    Left out: Prefect's database and password, the cache, and secrets set by variables.
    """
    settings = Settings()
    store = open_store(settings.database_url)
    now = read_now(settings)
    made = make_backup(store, settings.data, target, now)
    with store.write() as session:
        set_mark(session, BACKUP, now)
    typer.echo(f"{made.folder}: {made.files} files, {made.size_bytes / 2**20:.1f} MB.")
    typer.echo("It holds personal data: keep it where only those may read it who may read these.")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that backup made.")],
    over: Annotated[
        bool, typer.Option("--over", help="Replace what is there, all of it, by the backup.")
    ] = False,
) -> None:
    """Put a backup in the place of this installation, which must be empty and not running."""
    settings = Settings()
    with hold_data(settings.data):
        manifest = restore_backup(folder, settings.database_url, settings.data, over=over)
    typer.echo(f"Restored as of {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo("What was done since has to be done again; baton up goes on from there.")


@audit_app.callback()
def audit() -> None:
    """The audit chain: who did what when."""


@audit_app.command()
def verify() -> None:
    """Check the whole audit chain: 0 it holds, 1 the first event that does not is named."""
    settings = Settings()
    heads = read_heads(settings.data)
    with open_store(settings.database_url).read() as session:
        report = verify_chain(session, heads)
    if report.fault is None:
        newest = f", the newest of {report.newest_at:%Y-%m-%d %H:%M} UTC" if report.events else ""
        typer.echo(f"{report.events:,} events hold{newest}; {len(heads)} exported heads agree.")
        return
    fault = report.fault
    where = ""
    if fault.at is not None:
        where = f" event {fault.id} ({fault.at:%Y-%m-%d %H:%M} UTC, {fault.action}):"
    typer.echo(
        f"baton: audit chain:{where} {fault.what}; {report.events:,} events before hold.", err=True
    )
    raise typer.Exit(Exit.found_wrong)


def purge(
    as_: As,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be purged.")
    ] = False,
) -> None:
    """Purge the handovers whose time is over and on which no legal hold lies; tend does so too."""
    act(as_, lambda by: check_staff(by.actor, Action.purge))
    settings = Settings()
    store, now = open_store(settings.database_url), read_now(settings)
    if dry_run:
        with store.read() as session:
            for handover in list_purgeable(session, now.date()):
                typer.echo(f"{handover.reference}: kept until {find_keep_until(handover)}")
        return
    references = purge_due(store, settings.data, now)
    for reference in references:
        typer.echo(f"{reference} is purged; its reference, its plan and the audit trail stay.")
    if not references:
        typer.echo("nothing is past its time.")


def erase(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whom to erase.")],
    as_: As,
) -> None:
    """Erase a person from everything that is kept here; the knowledge stays, its author fades."""
    settings = Settings()
    counts = act(as_, lambda by: erase_person(by.session, by.actor, email, by.now))
    redrawn = redraw_marked(open_store(settings.database_url), settings.data, read_now(settings))
    typer.echo(f"erased; {counts.rows} rows were rewritten, and the documents of {len(redrawn)}.")
    typer.echo("Copies that were delivered elsewhere, and backups, still hold the name.")
