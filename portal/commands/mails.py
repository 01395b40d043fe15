"""Mails: `baton mail`, addresses that refuse mail, and trying them again."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.handover import Person
from services.acts.people import find_actor
from services.clock import read_now
from services.mail.blocks import clear_block, list_failing
from services.settings import Settings
from services.store import open_store

app = typer.Typer(help="Mail that does not arrive.", no_args_is_help=True)


@app.command("list")
def list_all() -> None:
    """List the addresses that mail does not reach, with the reason."""
    table = Table("Address", "", "Waiting", "Why", box=None)
    with open_store(Settings().database_url).read() as session:
        for failing in list_failing(session):
            address = session.get_one(Person, failing.person_id).email
            state = "blocked" if failing.is_blocked else "tried again"
            table.add_row(address, state, str(failing.waiting), failing.reason)
    Console().print(table if table.rows else "Every mail arrives, or has not been tried yet.")


@app.command()
def retry(email: Annotated[str, typer.Argument(metavar="EMAIL")]) -> None:
    """Send to an address again, once whoever keeps it has put it right."""
    settings = Settings()
    with open_store(settings.database_url).write() as session:
        actor = find_actor(session, email)
        count = clear_block(session, actor.person_id, read_now(settings))
    typer.echo(f"{count} mails to {email} are tried again.")
