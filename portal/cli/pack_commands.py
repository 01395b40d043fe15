"""Packs: `baton render` and `baton verify`, on files alone."""

from pathlib import Path
from typing import Annotated

import typer

from portal.cli.exits import Exit
from portal.cli.options import Out, Today, read_clock
from services.bags import verify_bag
from services.cases import read_pack
from services.destinations import check_destination
from services.packs.pack_files import draw_pack_files
from services.settings import Settings


def render(
    pack: Annotated[Path, typer.Argument(metavar="PACK.json", help="A pack.json.")],
    out: Out,
    today: Today = None,
) -> None:
    """Draw every document of a pack.json, and nothing else."""
    read = read_pack(pack, read_clock(today).date())
    check_destination(out)
    files, warnings = draw_pack_files(read, Settings().data / "cache")
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        typer.echo(out / name)
    for warning in warnings:
        typer.echo(f"baton: {warning}", err=True)


def verify(
    bag: Annotated[Path, typer.Argument(metavar="DIR", help="A delivered bag.")],
) -> None:
    """Check a delivered bag offline: 0 it is whole, 1 it was changed or is incomplete."""
    problems = verify_bag(bag)
    for problem in problems:
        typer.echo(f"baton: {problem}", err=True)
    if problems:
        raise typer.Exit(Exit.found_wrong)
    typer.echo(f"{bag}: whole and unchanged.")
