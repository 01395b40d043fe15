"""Prefect's own command, run in this process.

A file of its own: the server and the worker are run by it, and neither needs the other.
"""

import runpy
import sys


def run_prefect(*words: str) -> None:
    """Run `prefect` with these words; ends the process as it does."""
    sys.argv[:] = ["prefect", *words]
    runpy.run_module("prefect", run_name="__main__")
