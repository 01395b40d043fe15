"""Source places: whether a place may be opened where it leads to now.

A file of its own, because it is asked again each time a place is opened: a case may wait for weeks,
and a folder that was inside then can be a link that leads out now.
"""

import os
from collections.abc import Iterable
from pathlib import Path

STRAY = "leads to another place than when the case was opened: put back the folder itself, no link"


def is_stray(location: Path, root: Path | None) -> bool:
    """Whether a place leads elsewhere than its path says, or out of the root that it lies in.

    Args:
        location: the place, as it was resolved when the case was opened.
        root: the folder that sources must lie in, where one is set.
    """
    place = location.resolve()
    if root is not None and location.is_relative_to(root.resolve()):
        return not place.is_relative_to(root.resolve())
    return place != location


def leads_into(location: Path, others: Iterable[Path]) -> bool:
    """Whether a place leads by now into another source, in which it did not lie before."""
    place = location.resolve()
    return place != location and any(
        place.is_relative_to(other.resolve()) and not location.is_relative_to(other)
        for other in others
    )


class OtherSources:
    """The places of a case's other sources, in every spelling that leads to them.

    Each goes by its own permission: whoever reads a source leaves out what lies in it of others.
    """

    def __init__(self, places: Iterable[Path]) -> None:
        """Note where they are, and what the disk knows them by."""
        named = {os.fsencode(spelled) for place in places for spelled in (place, place.resolve())}
        self._places = frozenset(named)
        self._marks = frozenset(mark for place in named if (mark := _get_mark(place)))

    def has(self, place: bytes, status: os.stat_result | None = None) -> bool:
        """Whether this is the place of one of them; `status` is what the disk says of it."""
        if not self._places:
            return False
        mark = (status.st_dev, status.st_ino) if status else _get_mark(place)
        return place in self._places or mark in self._marks


def _get_mark(place: bytes) -> tuple[int, int] | None:
    """Return what is the same for a folder or file under all its names; None if it is not there."""
    try:
        status = os.lstat(place)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_there(place: bytes, root: bytes = b"/") -> bool:
    """Whether a place below a root is there itself, and no folder on the way became a link."""
    top = os.path.realpath(root).rstrip(b"/")
    return os.path.realpath(place) == top + place[len(root.rstrip(b"/")) :]
