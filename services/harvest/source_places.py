"""Source places: whether a place may be opened where it leads to now.

A file of its own, because it is asked again each time a place is opened: a case may wait for weeks,
and a folder that was inside then can be a link that leads out now.
"""

import os
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


def is_there(place: bytes, root: bytes = b"/") -> bool:
    """Whether a place below a root is there itself, and no folder on the way became a link."""
    top = os.path.realpath(root).rstrip(b"/")
    return os.path.realpath(place) == top + place[len(root.rstrip(b"/")) :]
