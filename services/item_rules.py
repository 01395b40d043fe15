"""Item rules: which items of a mailbox or a calendar may be read, and which are kept.

A file of its own: what was allowed is known to who lists a source, and asked by who reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _allow_all(_: object) -> bool:
    return True


@dataclass(frozen=True)
class ItemRules:
    """What of a source of many items is opened, and what of it stays; all where nothing is said."""

    put_back: frozenset[str] = frozenset()
    """Names of private items that are read nevertheless, without the path of the source
    (": subject", "/folder/one.eml: subject", "/folder")."""
    is_kept_out: Callable[[str], bool] | None = None
    """Which files of a folder, by their path below it, are not opened."""
    keeps: Callable[[Any], bool] = _allow_all
    """Whether a message or an event was allowed, as far as is known of it."""
    keeps_place: Callable[[str], bool] = _allow_all
    """Whether the name of a file below the source may be told, by its path there."""


ALL_ITEMS = ItemRules()
