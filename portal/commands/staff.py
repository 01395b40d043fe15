"""Staff: `baton staff`, who holds an office such as HR."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from models.acting import Role, StaffMember
from models.case_file import PersonEntry
from models.handover import Person
from portal.acting import make_value
from services.acts.people import add_staff
from services.settings import Settings
from services.store import open_store

app = typer.Typer(help="Who holds an office, such as HR.", no_args_is_help=True)


@app.command()
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    name: Annotated[str, typer.Option(help="As it stands in mails.")],
    role: Annotated[Role, typer.Option(help="The office.")],
) -> None:
    """Give a person an office; who has it already keeps it."""
    person = make_value(PersonEntry, name=name, email=email)
    with open_store(Settings().database_url).write() as session:
        add_staff(session, person, role)
    typer.echo(f"{email} holds the office {role}.")


@app.command("list")
def list_all() -> None:
    """List who holds which office."""
    table = Table("Office", "Who", "Address", box=None)
    with open_store(Settings().database_url).read() as session:
        query = select(StaffMember, Person).join(Person)
        for member, person in session.exec(query.order_by(col(StaffMember.role))):
            table.add_row(member.role, person.name, person.email)
    empty = "Nobody yet: baton staff add EMAIL --name NAME --role hr names who opens exits."
    Console().print(table if table.rows else empty)
