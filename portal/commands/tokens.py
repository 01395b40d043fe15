"""Tokens: `baton token`, the keys with which scripts act for a person."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.acting import Scope
from services.acts.people import find_actor
from services.settings import Settings
from services.store import open_store
from services.tokens import create_token, list_tokens, revoke_token

app = typer.Typer(help="Keys with which scripts act for a person.", no_args_is_help=True)


@app.command()
def create(
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Whom it acts for.")],
    scope: Annotated[list[Scope], typer.Option(help="What it is for; may be given several times.")],
    label: Annotated[str, typer.Option(help="What it is for, in words.")] = "script",
    days: Annotated[int, typer.Option(help="For how many days it holds, 1 to 366.")] = 30,
) -> None:
    """Make a token and print it: it is shown this once."""
    expires_at = datetime.now(UTC) + timedelta(days=days)
    with open_store(Settings().database_url).write() as session:
        token = create_token(session, find_actor(session, as_), label, scope, expires_at)
    typer.echo(token)


@app.command("list")
def list_all() -> None:
    """List the tokens, the newest first; never the keys themselves."""
    table = Table("No.", "Label", "For", "Until", "", box=None)
    now = datetime.now(UTC)
    with open_store(Settings().database_url).read() as session:
        for token in list_tokens(session):
            state = "revoked" if token.revoked_at else "expired" if token.expires_at <= now else ""
            until = f"{token.expires_at:%Y-%m-%d}"
            table.add_row(str(token.id), token.label, ", ".join(token.scopes), until, state)
    Console().print(table if table.rows else "No token yet: baton token create makes one.")


@app.command()
def revoke(number: Annotated[int, typer.Argument(metavar="NO", help="As the list shows.")]) -> None:
    """Revoke a token for good."""
    with open_store(Settings().database_url).write() as session:
        revoke_token(session, number, datetime.now(UTC))
    typer.echo(f"token {number} is revoked.")
