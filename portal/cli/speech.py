"""Speech: the one way in which a command says something.

Names, paths, titles and errors come from outside. Each line is cleaned of what a terminal would
obey, such as colours, moves of the cursor and marks that turn the direction of a text.
"""

import logging
import sys
import traceback
from types import TracebackType

import typer

from services.texts import clean_for_terminal, escape_for_terminal


def say(line: object) -> None:
    """Write one line to stdout."""
    typer.echo(clean_for_terminal(str(line)))


def say_json(text: str) -> None:
    """Write one line of JSON to stdout; what it says is not changed."""
    typer.echo(escape_for_terminal(text))
    sys.stdout.flush()


def complain(line: object) -> None:
    """Write one line to stderr, and at once."""
    typer.echo(clean_for_terminal(str(line)), err=True)


class CleanLines(logging.Formatter):
    """Writes what libraries log as one line that a terminal may show."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        return clean_for_terminal(super().format(record))


def clean_logs() -> None:
    """Let this process clean what is logged and nobody listens to: Python writes it to stderr."""
    if logging.lastResort:
        logging.lastResort.setFormatter(CleanLines())


def complain_in_full(
    kind: type[BaseException], error: BaseException, place: TracebackType | None
) -> None:
    """Write to stderr where in the code an error arose; takes the place of Python's own way."""
    for lines in traceback.format_exception(kind, error, place):
        for line in lines.splitlines():
            complain(line)
