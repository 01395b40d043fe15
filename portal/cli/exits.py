"""Exits: the exit code of each error, and how it is written to stderr.

A file of its own, because commands end by it, and it loads none of them.
"""

from enum import IntEnum

import typer

from models.errors import HandoverError, InvalidInputError, TemporaryError
from portal.cli.speech import complain


class Exit(IntEnum):
    """Exit codes of every command."""

    done = 0
    found_wrong = 1
    bad_input = 2
    unreachable = 3


def exit_code_of(error: HandoverError) -> Exit:
    """Return the exit code for an error."""
    return Exit.unreachable if isinstance(error, TemporaryError) else Exit.bad_input


def say_error(error: HandoverError) -> None:
    """Write the error to stderr, one line for each fault."""
    faults = error.faults if isinstance(error, InvalidInputError) else (str(error),)
    for fault in faults:
        complain(f"baton: {fault}")


def say_usage_error(error: typer.TyperException) -> None:
    """Write to stderr what is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "baton"
    what = error.format_message().replace("Value error, ", "").rstrip(".")
    complain(f"baton: {what}: {command} --help says what can be given.")
