"""Retention: `baton purge` and `baton erase`, which delete for good.

A file of its own, so that what deletes stands beside nothing else.
"""

from typing import Annotated

import typer

from portal.acting import act, export_head, see
from portal.cli.options import As
from portal.cli.speech import say
from portal.cli.values import make_value
from services.clock import read_now
from services.handovers.retention_policy import find_keep_until
from services.retention.carrying_out import purge_due, redraw_marked
from services.retention.erasing import ErasureRequest, erase_person
from services.retention.purging import get_purger, list_purgeable
from services.settings import Settings
from services.store import open_store


def purge(
    as_: As,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print what would be purged.")
    ] = False,
) -> None:
    """Purge the handovers whose time is over, unless on legal hold; tend does so too."""
    purger = see(as_, lambda by: get_purger(by.session, by.actor))
    settings = Settings()
    store, now = open_store(settings.database_url), read_now(settings)
    if dry_run:
        with store.read() as session:
            due = list_purgeable(session, now.date(), purger=purger)
            lines = [f"{each.reference}: kept until {find_keep_until(each)}" for each in due]
    else:
        lines = [
            f"{reference} is purged; its reference, its plan and the audit trail stay."
            for reference in purge_due(store, settings.data, now, purger)
        ]
        export_head(store, settings)
    for line in lines or ["Nothing is past its time."]:
        say(line)


def erase(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The person to erase.")],
    as_: As,
    name: Annotated[
        str | None,
        typer.Option(help="Who of several that share the address; without it there must be one."),
    ] = None,
) -> None:
    """Erase a person from everything that is kept here; the knowledge stays, without its author."""
    settings = Settings()
    request = make_value(ErasureRequest, email=email, name=name)
    counts = act(as_, lambda by: erase_person(by.session, by.actor, request, by.now))
    redrawn = redraw_marked(open_store(settings.database_url), settings.data, read_now(settings))
    say(f"Erased; {counts.rows} rows were rewritten, and the documents of {len(redrawn)}.")
    say("Copies that were delivered elsewhere, and backups, still hold the name.")
