"""Readings: what a reader of one format makes of a file."""

from dataclasses import dataclass
from datetime import date, datetime

MOST_CHARACTERS = 2_000_000
"""Of one text; a book of 1,000 pages has as many."""


@dataclass(frozen=True)
class Reading:
    """Text and properties as they stand in the file, not yet cleaned or masked.

    `title` is the property, `heading` the first heading of the text. `reason` says why there is no
    text although nothing failed.
    """

    text: str = ""
    title: str | None = None
    heading: str | None = None
    authors: tuple[str, ...] = ()
    modified_by: str | None = None
    created_on: date | None = None
    modified_on: date | None = None
    reason: str | None = None


class Lines:
    """A text that is collected until it is long enough."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    @property
    def is_full(self) -> bool:
        """Whether more would be cut off."""
        return self._length >= MOST_CHARACTERS

    def add(self, line: str) -> None:
        """Add a line, unless it is blank."""
        if line.strip():
            self._parts.append(line.rstrip())
            self._length += len(line) + 1

    def join(self) -> str:
        """Return all lines."""
        return "\n".join(self._parts)


def parse_day(text: str | None) -> date | None:
    """Return the day of an ISO 8601 or PDF date ("D:20260503..."), None if it is none."""
    digits = (text or "").strip().removeprefix("D:")
    for shape, length in (("%Y-%m-%d", 10), ("%Y%m%d", 8)):
        try:
            # A day is wanted as the writer's clock showed it: no time zone is needed.
            day = datetime.strptime(digits[:length], shape).date()  # noqa: DTZ007 - see above
        except ValueError:
            continue
        return day if day.year > 1980 else None
    return None
