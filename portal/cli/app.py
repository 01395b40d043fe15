"""App: the commands by their names, and how an error of one reaches a person."""

import sys
from collections.abc import Sequence

import typer

from models.errors import HandoverError
from portal.cli import (
    act_commands,
    database_commands,
    office_commands,
    pack_commands,
    prepare_commands,
    run_commands,
    start_commands,
    system_commands,
    up_command,
)
from portal.cli.exits import Exit, exit_code_of, say_error, say_usage_error

app = typer.Typer(
    name="baton",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Baton carries what a leaver knows to the person who comes next.",
    epilog="Exit codes: 0 done; 1 done, and something is wrong (named on stderr); 2 bad input, "
    "nothing written; 3 a part could not be reached, trying again may help. "
    "With --debug an error says where in the code it arose.",
)
app.command("demo")(run_commands.demo)
app.command("run")(run_commands.run)
app.command("up")(up_command.up)
app.command("start")(start_commands.start)
app.command("resume")(start_commands.resume)
app.command("questions")(prepare_commands.questions)
app.command("harvest")(prepare_commands.harvest)
app.command("render")(pack_commands.render)
app.command("verify")(pack_commands.verify)
app.command("list")(system_commands.list_all)
app.command("show")(system_commands.show)
app.command("cancel")(system_commands.cancel)
app.command("doctor")(system_commands.doctor)
app.command("backup")(database_commands.backup)
app.command("restore")(database_commands.restore)
app.command("purge")(database_commands.purge)
app.command("erase")(database_commands.erase)
app.add_typer(database_commands.audit_app, name="audit")
app.add_typer(act_commands.app, name="act")
app.add_typer(office_commands.mail_app, name="mail")
app.add_typer(office_commands.staff_app, name="staff")
app.add_typer(office_commands.token_app, name="token")


def run_command(arguments: Sequence[str], *, is_debug: bool) -> int:
    """Run one command and return its exit code; with `is_debug` errors are raised, not said."""
    # Typer's own main says a wrong option in three lines, and Ctrl-C in none.
    command = typer.main.get_command(app)
    try:
        with command.make_context("baton", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:
        if is_debug:
            raise
        return _say(error)
    return Exit.done


def _say(error: Exception) -> Exit:
    if isinstance(error, HandoverError):
        say_error(error)
        return exit_code_of(error)
    if isinstance(error, typer.TyperException):
        say_usage_error(error)
        return Exit.bad_input
    # The last resort: a person never sees a traceback.
    sys.stderr.write(
        f"baton: this should not have happened: {type(error).__name__}: {error}\n"
        "baton: nothing is lost; run the same command with --debug to see where it was.\n"
    )
    return Exit.unreachable
