"""Offices: `baton office`: the places of the organization, a tree, and the policy of each."""

from typing import Annotated

import typer

from portal.acting import writing
from portal.cli.listing import Listing
from portal.cli.speech import say
from portal.cli.values import make_value, mask_typed
from services.clock import read_now
from services.offices.office_policies import read_profile, set_profile
from services.offices.office_tree import OfficeEntry, add_office, list_offices, move_office
from services.settings import Settings
from services.store import open_store

Key = Annotated[str, typer.Argument(metavar="KEY", help="The key of the office, such as dakar.")]
Below = Annotated[str, typer.Option("--below", metavar="KEY", help="The office above it.")]


def add(
    key: Key,
    name: Annotated[str, typer.Option(help="The name of the place.")],
    below: Below = "root",
) -> None:
    """Add an office below another."""
    entry = mask_typed(make_value(OfficeEntry, key=key, name=name, parent=below)).value
    settings = Settings()
    with writing(settings) as session:
        add_office(session, entry, read_now(settings))
    say(f"{entry.key} is an office below {entry.parent}.")


def list_all() -> None:
    """List the offices as the tree that they are, with the profile of each."""
    table = Listing("Office", "Name", "Profile")
    with open_store(Settings().database_url).read() as session:
        for office in list_offices(session):
            table.add_row("  " * office.depth + office.key, office.name, office.profile or "")
    table.show()


def move(key: Key, below: Below) -> None:
    """Put an office, with all below it, below another; staff roles follow at once."""
    settings = Settings()
    with writing(settings) as session:
        move_office(session, key, below, read_now(settings))
    say(f"{key} lies below {below}.")


def profile(
    key: Key,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Without it, as the office above.")
    ] = None,
) -> None:
    """Give an office a policy profile, read again from its file, or that of the office above."""
    settings = Settings()
    given = (name, read_profile(name, settings.data)) if name else None
    with writing(settings) as session:
        set_profile(session, key, given, read_now(settings))
    say(f"{key} has the profile {name}." if name else f"{key} follows the office above.")
