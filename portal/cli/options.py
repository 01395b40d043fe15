"""Options: the options and arguments that several commands share.

A file of its own, because each file of commands is loaded alone.
"""

from datetime import datetime
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
Out = Annotated[Path, typer.Option(help="The folder to write to; made if needed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who acts.")]
SomeAs = Annotated[
    str | None, typer.Option("--as", metavar="EMAIL", help="Who looks; default: anybody.")
]
Ref = Annotated[str, typer.Argument(metavar="REF", help="Such as HO-2026-0007.")]
Record = Annotated[int, typer.Option(metavar="NO", help="The record, as baton act records shows.")]
SomeRecord = Annotated[
    int | None, typer.Option(metavar="NO", help="One record; default: all of them.")
]
Gap = Annotated[int, typer.Option(metavar="NO", help="The gap, as baton act gaps shows.")]
Name = Annotated[str, typer.Option(help="The person's name.")]
Email = Annotated[str, typer.Option(help="The person's address.")]
Text = Annotated[str, typer.Option(help="The text, in quotation marks.")]
Day = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day, as YYYY-MM-DD.")
]
SomeDay = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day, as YYYY-MM-DD."),
]
File = Annotated[Path, typer.Option(metavar="FILE", help="A YAML file; the guides show one.")]
