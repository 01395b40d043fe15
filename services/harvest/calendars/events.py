"""Events: what one entry of a calendar says, as frozen values that JSON can hold."""

from datetime import datetime

from models.harvest import Finding
from models.values import Value


class Guest(Value):
    """Somebody invited, or who invites; `has_declined` is their own answer."""

    email: str = ""
    name: str = ""
    has_declined: bool = False


class Override(Value):
    """One occurrence of a series that was moved or called off; times as in `Event`.

    With `is_following` it speaks for all after it too.
    """

    replaces: datetime
    start: datetime | None
    """None: it does not take place."""
    is_following: bool = False


class Event(Value):
    """One entry or one whole series.

    Times are naive, in the event's own zone: "every Tuesday at nine" stays at nine when clocks
    change. An all-day event begins at midnight. `rrule` is RFC 5545 without its name.
    """

    uid: str
    title: str
    start: datetime
    is_all_day: bool = False
    duration_minutes: int | None = None
    rrule: str | None = None
    skipped: tuple[datetime, ...] = ()
    added: tuple[datetime, ...] = ()
    overrides: tuple[Override, ...] = ()
    replaces: datetime | None = None
    """Set where this is one occurrence of the series with the same UID."""
    is_following: bool = False
    """Set where it stands for all occurrences after that one too."""
    is_cancelled: bool = False
    is_away: bool = False
    """Marked "out of office" by the program."""
    categories: tuple[str, ...] = ()
    location: str | None = None
    organizer: Guest | None = None
    guests: tuple[Guest, ...] = ()
    revision: tuple[int, str] = (0, "")
    """SEQUENCE and LAST-MODIFIED: of several copies of one event the highest holds."""


class CalendarReading(Value):
    """What a calendar gave; `private` counts entries that are left alone."""

    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    private: int = 0
