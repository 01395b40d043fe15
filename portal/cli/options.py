"""Options: the options that several commands share.

Clock: the day that a command works on: --today, SOURCE_DATE_EPOCH, or now.
"""

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from models.errors import InvalidInputError


def read_clock(today: str | None) -> datetime:
    """Return the instant the command works at, UTC.

    A given day stands for its first instant, so that the same day gives the same bytes.

    Raises:
        InvalidInputError: the option or the variable holds no day.
    """
    if today is not None:
        return datetime.combine(_read_day(today), time(), tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        day = datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InvalidInputError(
            f'SOURCE_DATE_EPOCH is "{epoch}": it must be whole seconds since 1970, or not be set.'
        ) from None
    return datetime.combine(day, time(), tzinfo=UTC)


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python takes other forms as well, such as 20261120 and 2026-W47-5.
    if day is None or day.isoformat() != text:
        raise InvalidInputError(
            f'--today is "{text}": write a day as YYYY-MM-DD, such as 2026-11-20.'
        )
    return day


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
Ref = Annotated[str, typer.Argument(metavar="REF", help="Such as HO-2026-0007.")]
Record = Annotated[int, typer.Option(metavar="NO", help="The record, as baton act records shows.")]
SomeRecord = Annotated[
    int | None, typer.Option(metavar="NO", help="One record; default: all of them.")
]
Gap = Annotated[int, typer.Option(metavar="NO", help="The gap, as baton act gaps shows.")]
Name = Annotated[str, typer.Option(help="The person's name.")]
Email = Annotated[str, typer.Option(help="The person's address.")]
Text = Annotated[str, typer.Option(help="In words, between quotation marks.")]
Day = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day, as YYYY-MM-DD.")
]
SomeDay = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day, as YYYY-MM-DD."),
]
File = Annotated[Path, typer.Option(metavar="FILE", help="A YAML file, as the guides show it.")]
