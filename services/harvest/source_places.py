"""Source places: whether a place may be opened where it leads to now.

A file of its own, because it is asked again each time a place is opened: a case may wait for weeks,
and a folder that was inside then can be a link that leads out now.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from models.errors import InvalidInputError

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


def check_inside(paths: Iterable[str], root: Path) -> None:
    """Check that the paths of sources, which begin at the root, do not lead out of it.

    Raises:
        InvalidInputError: one does.
    """
    if not all(_is_inside(path, root) for path in paths):
        raise InvalidInputError("a source is outside the folder for sources. Name one inside it.")


def _is_inside(path: str, root: Path) -> bool:
    try:
        return (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        # Links in a circle, or a character that no file system takes.
        return False


def is_there(place: bytes, root: bytes = b"/") -> bool:
    """Whether a place below a root is there itself, and no folder on the way became a link."""
    top = os.path.realpath(root).rstrip(b"/")
    return os.path.realpath(place) == top + place[len(root.rstrip(b"/")) :]
