"""Examples: the exit that ships with Baton, copied to where it can be run.

A file of its own: nothing else knows that there is an example.
"""

import csv
import os
import shutil
from datetime import datetime
from pathlib import Path

import examples

EXAMPLE_DAY = "2026-11-20"
"""The day on which the example plays; a later one would make its dates past."""
_DAKAR = Path(examples.__file__).parent / "dakar"


def copy_example(folder: Path) -> Path:
    """Copy the example into the folder with the file dates of its story, and return it.

    Version control keeps no dates of files, and the harvest goes by them.
    """
    # The data folder may not be there yet, and nobody else may read in it.
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / "dakar"
    shutil.copytree(_DAKAR, target, dirs_exist_ok=True)
    with (_DAKAR / "mtimes.csv").open(encoding="utf-8", newline="") as listed:
        for row in csv.DictReader(listed):
            at = datetime.fromisoformat(row["modified_at"]).timestamp()
            os.utime(target / row["path"], (at, at))
    for path in (target, *target.rglob("*")):
        # Copied with the rights that the installation has.
        path.chmod(0o700 if path.is_dir() else 0o600)
    return target
