"""Options: the options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Today = Annotated[
    str | None,
    typer.Option(
        help="The day to work on, YYYY-MM-DD; default: SOURCE_DATE_EPOCH, else now.",
        metavar="DAY",
    ),
]
Out = Annotated[Path, typer.Option(help="The folder to write to; it is made if needed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
