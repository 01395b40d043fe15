"""Destinations: folders that may be written to, because they are in no source.

A file of its own, because commands and the database ask it and neither knows the other.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from models.errors import InvalidInputError, TemporaryError
from services.disk_faults import is_read_only


def check_destination(folder: Path, sources: Iterable[Path] = ()) -> None:
    """Check that files can be put into a folder, before any work is done for them; make nothing.

    Args:
        folder: where files are to go.
        sources: places that are read, in which nothing may change.

    Raises:
        InvalidInputError: nothing can be written there, or it lies in a source.
    """
    whole = folder.resolve()
    standing = next(place for place in (whole, *whole.parents) if os.path.lexists(place))
    if not standing.is_dir():
        raise InvalidInputError(
            f'--out is "{folder}", but {standing.name} is a file: choose another place.'
        )
    if not os.access(standing, os.W_OK | os.X_OK):
        raise InvalidInputError(
            f'--out is "{folder}", but nothing can be written there: choose another place.'
        )
    for source in sources:
        if whole.is_relative_to(source.resolve()):
            raise InvalidInputError(
                f'--out is "{folder}", which lies in the source "{source.name}", where nothing '
                "may change: choose a place outside it."
            )


def make_data_folder(folder: Path) -> None:
    """Make a folder of the data folder that nobody else may read in.

    Raises:
        InvalidInputError: it cannot be made, or nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        _raise_read_only(folder)
        raise InvalidInputError(
            f'the data folder "{folder}" cannot be made ({error.strerror}): '
            "set BATON_DATA to a folder that may be written to."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        _raise_read_only(folder)
        raise InvalidInputError(
            f'nothing can be written to the data folder "{folder}": '
            "set BATON_DATA to a folder that may be written to."
        )


def _raise_read_only(folder: Path) -> None:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if is_read_only(there):
        raise TemporaryError(
            f'the disk of the data folder "{folder}" is read-only: mount it for writing, or set '
            "BATON_DATA to a folder on another disk."
        )


def open_data_file(path: Path, mode: str) -> IO[Any]:
    """Open a file of the data folder that Baton writes to.

    Raises:
        InvalidInputError: something else stands in its place, or it may not be written to.
    """
    try:
        return path.open(mode)
    except (IsADirectoryError, PermissionError) as error:  # A full disk is named elsewhere.
        raise InvalidInputError(
            f'"{path}" cannot be written to ({error.strerror}): '
            "move it away, then run the same command again."
        ) from error
