"""Staff: `baton staff`, `baton mail` and `baton token`."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from models.acting import Role, Scope
from models.case_file import PersonEntry
from portal.acting import writing
from portal.cli.listing import Listing
from portal.cli.speech import complain, say
from portal.cli.values import make_value, mask_typed, tell_masked
from services.acts.actors import HeldRole, find_actor, give_role, take_role
from services.acts.actors import list_staff as list_members
from services.clock import read_now
from services.letters.mail_servers import clear_block, list_failing
from services.secrets.masking import mask_secrets
from services.settings import Settings
from services.store import open_store
from services.texts import say_count
from services.tokens import create_token, revoke_token
from services.tokens import list_tokens as list_all_tokens


def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    name: Annotated[str, typer.Option(help="The name, as mails show it.")],
    role: Annotated[
        Role, typer.Option(help="The staff role: hr, km_focal_point, records, admin or auditor.")
    ],
    office: Annotated[
        str, typer.Option(metavar="KEY", help="The office; the role holds there and below.")
    ] = "root",
) -> None:
    """Give a person a staff role in an office; others who have it keep it."""
    person = mask_typed(make_value(PersonEntry, name=name, email=email)).value
    settings = Settings()
    with writing(settings) as session:
        give_role(session, person, role, office, read_now(settings))
    say(f"{email} has the role {role} in the office {office}.")


def remove(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    role: Annotated[Role, typer.Option(help="The staff role that is taken away.")],
    office: Annotated[
        str, typer.Option(metavar="KEY", help="The office in which it was given.")
    ] = "root",
    is_last: Annotated[
        bool, typer.Option("--last", help="Also where nobody else has it there or above.")
    ] = False,
) -> None:
    """Take a staff role away from a person; what they did and their parts in cases stay."""
    settings = Settings()
    with writing(settings) as session:
        held = HeldRole(email, role, office)
        unseen = take_role(session, held, read_now(settings), is_last=is_last)
    say(f"{email} has the role {role} in the office {office} no more.")
    for reference in unseen:
        complain(
            f"baton: {reference} is administered by {email}, who sees it no more: let somebody of "
            f"HR take it over by baton act reassign {reference} hr."
        )


def list_staff() -> None:
    """List the people who have a staff role."""
    table = Listing("Role", "Office", "Who", "Address")
    with open_store(Settings().database_url).read() as session:
        for role, office, person in list_members(session):
            table.add_row(role, office.key, person.name, person.email)
    empty = "Nobody yet: baton staff add EMAIL --name NAME --role hr names who opens exits."
    table.show(empty)


def list_refused() -> None:
    """List the addresses that mail does not reach, with reasons."""
    table = Listing("Address", "", "Waiting", "Why")
    with open_store(Settings().database_url).read() as session:
        for failing in list_failing(session):
            tried = "tried again" if failing.is_tried else "given up"
            state = "blocked" if failing.is_blocked else tried
            table.add_row(failing.email, state, failing.waiting, failing.reason)
    table.show("Every mail arrives, or has not been tried yet.")


def retry(email: Annotated[str, typer.Argument(metavar="EMAIL")]) -> None:
    """Send to an address again, once its fault is corrected."""
    settings = Settings()
    with open_store(settings.database_url).write() as session:
        actor = find_actor(session, email)
        count = clear_block(session, actor.person_id, read_now(settings))
    say(f"Trying again to send {say_count(count, 'mail')} to {email}.")


def create(
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="The person it acts for.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; can be given several times.")],
    label: Annotated[str, typer.Option(help="What it is for, in your own words.")] = "script",
    days: Annotated[int, typer.Option(help="How many days it is valid, 1 to 366.")] = 30,
) -> None:
    """Make a token and print it; it is shown only once."""
    expires_at = datetime.now(UTC) + timedelta(days=days)
    masked, places = mask_secrets(label)
    tell_masked(places)
    with open_store(Settings().database_url).write() as session:
        token = create_token(session, find_actor(session, as_), masked, scope, expires_at)
    say(token)


def list_tokens() -> None:
    """List the tokens, newest first, without the keys themselves."""
    table = Listing("No.", "Whose", "Label", "For", "Until", "")
    now = datetime.now(UTC)
    with open_store(Settings().database_url).read() as session:
        for token, person in list_all_tokens(session):
            state = "revoked" if token.revoked_at else "expired" if token.expires_at <= now else ""
            until = f"{token.expires_at:%Y-%m-%d}"
            scopes = ", ".join(token.scopes)
            table.add_row(token.id, person.email, token.label, scopes, until, state)
    table.show("No token yet: baton token create makes one.")


def revoke(number: Annotated[int, typer.Argument(metavar="NO", help="As the list shows.")]) -> None:
    """Revoke a token for good."""
    with open_store(Settings().database_url).write() as session:
        revoke_token(session, number, datetime.now(UTC))
    say(f"Token {number} is revoked.")
