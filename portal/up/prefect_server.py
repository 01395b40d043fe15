"""Prefect's server as a part of `baton up`.

Run as `python -m portal.up.prefect_server start ...`, with the words of `prefect server`. A file of
its own: it is a program, not a part of the process that starts it.
"""

import sys

from portal.up.garbage import collect_beside
from portal.up.prefect_command import run_prefect
from services.umask import keep_private


def main() -> None:
    """Run Prefect's command with another collector."""
    keep_private()
    # Before Prefect is loaded, which takes a sixth less without collecting.
    collect_beside()
    run_prefect("server", *sys.argv[1:])


if __name__ == "__main__":
    main()
