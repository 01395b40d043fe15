"""Swapping: puts new files and folders in the place of old ones, all of them or none."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Swap(NamedTuple):
    """A place, and what comes there; None where nothing does."""

    place: Path
    new: Path | None


@contextmanager
def swapped(swaps: Sequence[Swap]) -> Iterator[None]:
    """Put the new ones in place; an error in the block, or here, brings all old ones back.

    New and old lie in the same folder as their place, so that each move is one rename.
    """
    done: list[Swap] = []
    try:
        for swap in swaps:
            done.append(swap)
            _remove(_locate_old(swap.place))
            if swap.place.exists():
                swap.place.rename(_locate_old(swap.place))
            if swap.new:
                swap.new.rename(swap.place)
        yield
    except BaseException:
        for swap in reversed(done):
            _put_back(swap)
        raise
    for swap in done:
        _remove(_locate_old(swap.place))


def _put_back(swap: Swap) -> None:
    old = _locate_old(swap.place)
    if swap.new and not swap.new.exists():
        _remove(swap.place)
    if old.exists():
        old.rename(swap.place)


def _locate_old(place: Path) -> Path:
    return place.with_name(f".{place.name}.before-restore")


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
