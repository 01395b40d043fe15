"""Command line: the entry point `baton`, and how Ctrl-C ends it.

A file of its own, so that Ctrl-C is answered while everything else is still loading.
"""

import os
import sys
import warnings

from portal.stopping import STOPPED, say_stopped
from services.umask import keep_private


def main() -> None:
    """Run the command line; the entry point of the `baton` script."""
    keep_private()
    is_debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    if not is_debug:
        # Warnings of libraries are for maintainers.
        warnings.simplefilter("ignore")
    try:
        # Loading takes a second, in which Ctrl-C is answered as well.
        from portal.cli.app import run_command  # noqa: PLC0415 - see above
        from portal.cli.speech import clean_logs, complain_in_full  # noqa: PLC0415 - see above

        sys.excepthook = complain_in_full
        clean_logs()
        code = run_command(arguments, is_debug=is_debug)
        sys.stdout.flush()
        sys.exit(code)
    except BrokenPipeError:
        # The program that reads our output has enough, like `baton list | head`: no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        say_stopped()
        sys.exit(STOPPED)
