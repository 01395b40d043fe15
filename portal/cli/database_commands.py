"""Database: `baton backup`, `restore` and `doctor`, on this installation as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from portal.cli.exits import Exit
from portal.cli.speech import say
from portal.up.lock import hold_data
from services.backups import make_backup, restore_backup
from services.clock import read_now
from services.doctor import check_installation
from services.settings import Settings
from services.store import open_store
from services.tending.running import BACKUP, set_mark


def doctor() -> None:
    """Check this installation; each problem comes with a hint."""
    settings = Settings()
    checks = check_installation(settings, read_now(settings))
    for check in checks:
        say(f"{'ok  ' if check.is_ok else 'BAD '} {check.name}")
        if check.hint or check.note:
            say(f"     {check.hint or check.note}")
    if not all(check.is_ok for check in checks):
        raise typer.Exit(Exit.found_wrong)


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
    say(f"{made.folder}: {made.files} files, {made.size_bytes / 2**20:.1f} MB.")
    say("It holds personal data: give access only to people who may read that data.")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that backup made.")],
    over: Annotated[
        bool, typer.Option("--over", help="Replace everything that is there by the backup.")
    ] = False,
) -> None:
    """Put a backup in place of this installation, which must be empty and stopped."""
    settings = Settings()
    with hold_data(settings.data):
        manifest = restore_backup(folder, settings.database_url, settings.data, over=over)
    say(f"Restored as of {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    say("Anything done since then has to be done again; baton up goes on from there.")
