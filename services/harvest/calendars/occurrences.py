"""Occurrences: when a series takes place next, however its rule is written."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrule, rruleset, rrulestr

from models.words import Rhythm
from services.harvest.calendars.events import Event

HORIZON_DAYS = 800
"""How far ahead a series is followed: what comes every second year still comes."""

_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_BY_INTERVAL = {
    ("DAILY", 1): Rhythm.daily,
    ("DAILY", 7): Rhythm.weekly,
    ("DAILY", 14): Rhythm.fortnightly,
    ("WEEKLY", 1): Rhythm.weekly,
    ("WEEKLY", 2): Rhythm.fortnightly,
    ("MONTHLY", 1): Rhythm.monthly,
    ("MONTHLY", 3): Rhythm.quarterly,
    ("MONTHLY", 6): Rhythm.half_yearly,
    ("MONTHLY", 12): Rhythm.yearly,
    ("YEARLY", 1): Rhythm.yearly,
}
_BY_MONTHS = {12: Rhythm.monthly, 4: Rhythm.quarterly, 2: Rhythm.half_yearly, 1: Rhythm.yearly}


def find_next(event: Event, today: date) -> datetime | None:
    """Return the first occurrence on or after the day; None where the series is over."""
    first = datetime.combine(today, time())
    moved = {override.replaces for override in event.overrides}
    later = [one.start for one in event.overrides if one.start and one.start >= first]
    regular = (at for at in _expand(event, first) if at not in moved)
    soonest = next(regular, None)
    return min([*later, *([soonest] if soonest else [])], default=None)


def say_rhythm(rule: str) -> str:
    """Return the rhythm of a rule as a word of `Rhythm`, or the rule itself."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    every = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    months = len(parts["BYMONTH"].split(",")) if "BYMONTH" in parts else 0
    days = len(parts["BYDAY"].split(",")) if "BYDAY" in parts else 1
    if every in (("MONTHLY", 1), ("YEARLY", 1)) and months in _BY_MONTHS:
        return _BY_MONTHS[months]
    if every == ("WEEKLY", 1) and days >= 4:
        return Rhythm.daily
    return _BY_INTERVAL.get(every, rule)


def _expand(event: Event, first: datetime) -> Iterator[datetime]:
    dates = rruleset()
    rule = _bound(event, first) if event.rrule else None
    if rule is not None:
        dates.rrule(rule)
    if event.rrule is None:
        dates.rdate(event.start)
    for at in event.added:
        dates.rdate(at)
    for at in event.skipped:
        dates.exdate(at)
        # An exception is often written as a day where the series has an hour.
        if at.time() == time():
            dates.exdate(datetime.combine(at.date(), event.start.time()))
    for at in dates:
        if at >= first:
            yield at


def _bound(event: Event, first: datetime) -> rrule | None:
    """Return the rule, ended where nobody looks any more: it may never end, or never begin."""
    end = first + timedelta(days=HORIZON_DAYS)
    parts = [part for part in (event.rrule or "").split(";") if part]
    if any(f"FREQ={often}" in (event.rrule or "").upper() for often in _OFTEN):
        return None
    until = [part for part in parts if part.upper().startswith("UNTIL=")]
    kept = ";".join(part for part in parts if part not in until)
    try:
        rule = rrulestr(kept, dtstart=event.start)
        last = min([end, *(_read_until(part[6:], event) for part in until)])
        return rule.replace(until=last) if isinstance(rule, rrule) else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _read_until(text: str, event: Event) -> datetime:
    day = datetime.strptime(text[:8], "%Y%m%d")  # noqa: DTZ007 - naive is meant
    if "T" not in text or event.is_all_day:
        return datetime.combine(day.date(), time.max)
    return datetime.strptime(text[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - naive is meant
