"""Events: what one entry of a calendar says, as frozen values that JSON can hold.

Each field is read whatever a program wrote there.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from html import unescape
from typing import Any
from urllib.parse import unquote

from models.harvest import Finding
from models.values import Value
from services.calendars.entries import FAULTS, Component
from services.email_texts import read_email
from services.mailbox.address_lists import name_unaddressed
from services.secrets.masking import mask_secrets
from services.texts import clean_line

_SCHEME = re.compile(r"(?:mailto|invalid|urn)\s*:\s*", re.IGNORECASE)
_MOST_TEXT = 2_000
"""Characters of a title or a place that are looked at."""


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
    """What a calendar gave.

    `private` counts entries that are left alone, `damaged` those that cannot be read, `undated`
    tasks without a day, `places` files that are no calendar.
    """

    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    private: int = 0
    damaged: int = 0
    undated: int = 0
    places: int = 0

    def count(self) -> dict[str, int]:
        """Return by reason how many entries do not count as read."""
        return {
            "entry_private": self.private,
            "entry_damaged": self.damaged,
            "entry_without_day": self.undated,
            "calendar_unreadable": self.places,
        }


def to_local(moment: date | datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as naive time in that zone; a day as its midnight."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - naive is meant
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(zone or UTC).replace(tzinfo=None)


def list_dates(component: Component, name: str, zone: tzinfo | None) -> tuple[datetime, ...]:
    """Return the dates of EXDATE or RDATE, in that zone, but those that nobody can read."""
    found: list[datetime] = []
    for group in list_values(component.get(name)):
        # One date that nobody can read does not cost the series.
        with suppress(*FAULTS):
            moments = (one.dt for one in group.dts)
            found += [to_local(one[0] if isinstance(one, tuple) else one, zone) for one in moments]
    return tuple(found)


def count_minutes(component: Component, begin: date | datetime) -> int | None:
    """Return how long an entry lasts, or None where it does not say."""
    length: timedelta | None = None
    if "DURATION" in component:
        length = component["DURATION"].dt
    elif "DTEND" in component:
        end = component["DTEND"].dt
        if isinstance(end, datetime) == isinstance(begin, datetime):
            length = end - begin
    return round(length.total_seconds() / 60) if isinstance(length, timedelta) else None


def list_guests(component: Component) -> tuple[Guest, ...]:
    """Return who is invited; rooms and projectors are not."""
    guests = list_values(component.get("ATTENDEE"))
    kinds = ("ROOM", "RESOURCE")
    return tuple(
        read_guest(guest)
        for guest in guests
        if str(getattr(guest, "params", {}).get("CUTYPE", "")).upper() not in kinds
    )


def read_guest(guest: Any) -> Guest:
    """Return one guest, or the organizer."""
    parameters = getattr(guest, "params", {})
    address = str(parameters.get("EMAIL", "")) or str(guest)
    # An address in a URI has its apostrophe as %27.
    email = read_email(clean_line(unquote(address)))
    name = clean_line(str(parameters.get("CN", ""))).strip("'\" ")
    return Guest(
        email=email.casefold(),
        name=name or ("" if email else name_unaddressed(_SCHEME.sub("", clean_line(address)))),
        has_declined=str(parameters.get("PARTSTAT", "")).upper() == "DECLINED",
    )


def say_title(component: Component) -> str:
    """Return the title with its secrets masked; "?" where there is none."""
    return mask_secrets(say_field(component, "SUMMARY"))[0] or "?"


def say_field(component: Component, name: str) -> str:
    """Return a field as one line; empty where there is none."""
    value = component.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    moment = getattr(value, "dt", None)
    if moment is not None:
        return str(moment)
    # Programs that write HTML leave "Q&amp;A" behind.
    return clean_line(unescape(str(value)[:_MOST_TEXT]))


def list_categories(component: Component) -> list[str]:
    """Return the categories of an entry."""
    groups = list_values(component.get("CATEGORIES"))
    return [clean_line(str(name)) for group in groups for name in getattr(group, "cats", ())]


def read_sequence(component: Component) -> int:
    """Return which revision an entry is; 0 where that cannot be read."""
    try:
        return int(component.get("SEQUENCE", 0))
    except FAULTS:
        return 0


def list_values(value: Any) -> list[Any]:
    """Return the values of a field that may be there several times."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
