"""Recurrence: what comes back, as a bounded rule of RFC 5545 over whole days."""

import re
from calendar import monthrange
from datetime import date, datetime, time
from typing import Self

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from models.values import Value

RULES = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "half_yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
}
ANY = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST", "BYDAY", "BYMONTH"}
PARTS = {
    "DAILY": ANY | {"BYMONTHDAY"},
    "WEEKLY": ANY,
    "MONTHLY": ANY | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": ANY | {"BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"},
}
"""What a rule may say. Rules outside this search centuries for a day that never comes."""

HOURS = {"BYHOUR", "BYMINUTE", "BYSECOND"}
"""A rule over whole days says no hours."""

RULE = re.compile(r"^(?:RRULE:)?([A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*);?$", re.MULTILINE)


class Window(Value):
    """The days that a calendar covers, both included."""

    first: date
    last: date

    @classmethod
    def of_twelve_months(cls, today: date) -> Self:
        """Return the twelve months that begin today."""
        return cls(first=today, last=today + relativedelta(years=1, days=-1))

    def holds(self, day: date | None) -> bool:
        """Whether there is a day and it lies inside."""
        return day is not None and self.first <= day <= self.last


class Series(Value):
    """A series inside a window: `rule` gives exactly `days`, the first of them included."""

    rule: str
    days: tuple[date, ...]
    extra_on: date | None = None
    """The next day where it was said to be another than the rule's, such as a moved meeting."""


def find_series(rhythm: str, next_on: date | None, window: Window) -> Series | None:
    """Find the series of a named rhythm or an RRULE inside a window.

    Without `next_on` the rule itself must say the days (such as BYDAY), else there is no series.
    A monthly duty of the 29th to 31st falls on the last day of a shorter month.

    Returns:
        None where nothing falls into the window, or where the rule cannot be read.
    """
    parts = read_rule(rhythm, next_on)
    if parts is None or (next_on is None and not any(name.startswith("BY") for name in parts)):
        return None
    count = int(parts.pop("COUNT", "0")) or None
    until = min(_read_day(parts.get("UNTIL", "")) or window.last, window.last)
    days = _list_days(parts, next_on or window.first, until)[:count]
    coming = tuple(day for day in days if day >= window.first)
    if not coming:
        return None
    is_moved = next_on is not None and window.first <= next_on < coming[0]
    return Series(
        rule=_write_rule({**parts, "UNTIL": f"{coming[-1]:%Y%m%d}"}),
        days=coming,
        extra_on=next_on if is_moved else None,
    )


def read_rule(rhythm: str, next_on: date | None) -> dict[str, str] | None:
    """Return the parts of a named rhythm or an RRULE; None for one that whole days cannot have."""
    named = RULES.get(rhythm)
    found = RULE.search((named or rhythm).upper())
    if found is None:
        return None
    parts = dict(part.split("=", 1) for part in found[1].split(";"))
    parts = {name: said for name, said in parts.items() if name not in HOURS}
    allowed = PARTS.get(parts.get("FREQ", ""), set())
    if not allowed.issuperset(parts) or not _is_sound(parts):
        return None
    return {**parts, **_say_month_end(parts["FREQ"], next_on)} if named and next_on else parts


def _is_sound(parts: dict[str, str]) -> bool:
    numbers = [parts.get("INTERVAL", "1"), parts.get("COUNT", "1")]
    if not all(number.isdecimal() and 1 <= int(number) <= 10_000 for number in numbers):
        return False
    if parts["FREQ"] == "DAILY" and numbers[0] != "1":
        return not any(name.startswith("BY") for name in parts)
    return _has_such_a_day(parts)


def _has_such_a_day(parts: dict[str, str]) -> bool:
    """Whether one of the months has one of the days: no month has a 32nd, February no 30th."""
    days, months = parts.get("BYMONTHDAY", "1").split(","), parts.get("BYMONTH", "1").split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,2}", number) for number in (*days, *months)):
        return False
    lengths = [monthrange(2024, int(month))[1] for month in months if 1 <= int(month) <= 12]
    return any(1 <= abs(int(day)) <= length for day in days for length in lengths)


def _say_month_end(frequency: str, next_on: date) -> dict[str, str]:
    if frequency == "YEARLY" and (next_on.month, next_on.day) == (2, 29):
        return {"BYMONTH": "2", "BYMONTHDAY": "-1"}
    if frequency != "MONTHLY" or next_on.day < 29:
        return {}
    if next_on.day == 31:
        return {"BYMONTHDAY": "-1"}
    days = ",".join(str(day) for day in range(28, next_on.day + 1))
    return {"BYMONTHDAY": days, "BYSETPOS": "-1"}


def _list_days(parts: dict[str, str], begins: date, until: date) -> list[date]:
    """List the days from the beginning on: every second week has to stay every second week."""
    rule = _write_rule({**parts, "UNTIL": f"{until:%Y%m%d}"})
    try:
        return [day.date() for day in rrulestr(rule, dtstart=datetime.combine(begins, time()))]
    except (ValueError, TypeError, KeyError, IndexError):
        # What the library says of a rule that it cannot read; such a rule is no series.
        return []


def _read_day(text: str) -> date | None:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return None


def _write_rule(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={said}" for name, said in parts.items())
