"""Rules: what a repetition (RFC 5545) says, in whole days, and what people call it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from models.errors import InvalidInputError
from models.words import Rhythm

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOST_TIMES = 5_000
"""A count beyond this is how some programs say that a series has no end."""


@dataclass(frozen=True)
class Rule:
    """A repetition in whole days: what a rule says of hours moves nothing to another day.

    `weekdays` are pairs (which one of the month or year, 0 for each; weekday, Monday is 0).
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until_on: date | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def parse_rule(text: str) -> Rule:
    """Return the rule that an RRULE says.

    Raises:
        InvalidInputError: it says none, or one that repeats several times a day.
    """
    parts = dict(
        part.strip().upper().split("=", 1) for part in text.split(";") if part.count("=") == 1
    )
    frequency, interval = parts.get("FREQ", ""), _read_number(parts.get("INTERVAL", "1"))
    if frequency == "HOURLY" and interval and interval % 24 == 0:
        frequency, interval = "DAILY", interval // 24
    if frequency not in _FREQUENCIES or not 0 < interval <= 1_000:
        raise InvalidInputError(f"repeats by a rule that cannot be followed: {text[:80]}")
    count = _read_number(parts["COUNT"]) if "COUNT" in parts else None
    return Rule(
        frequency=frequency,
        interval=interval,
        count=count if count is None or count <= _MOST_TIMES else None,
        until_on=_read_day(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=tuple(_read_weekday(each) for each in _split(parts, "BYDAY")),
        months=_read_numbers(parts, "BYMONTH"),
        month_days=_read_numbers(parts, "BYMONTHDAY"),
        year_days=_read_numbers(parts, "BYYEARDAY"),
        weeks=_read_numbers(parts, "BYWEEKNO"),
        positions=_read_numbers(parts, "BYSETPOS"),
        week_start=_WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
    )


def say_rhythm(text: str) -> str:
    """Return the rhythm of a rule as a word of `Rhythm`, or the rule itself.

    Raises:
        InvalidInputError: the text is no rule.
    """
    rule = parse_rule(text)
    if rule.frequency == "MONTHLY" and rule.months and rule.interval == 1:
        # "Each month, in March and September" is another way to say "each year".
        rule = replace(rule, frequency="YEARLY")
    if rule.frequency in ("DAILY", "WEEKLY"):
        return _name_weeks(rule) or text
    per_period = _count_per_period(rule)
    months = rule.interval * (12 if rule.frequency == "YEARLY" else 1)
    if (per_period, months) == (2, 1):
        return Rhythm.fortnightly
    if not per_period:
        return Rhythm.weekly if months == 1 and len(rule.weekdays) == 1 else text
    names = {1: Rhythm.monthly, 3: Rhythm.quarterly, 6: Rhythm.half_yearly, 12: Rhythm.yearly}
    return text if months % per_period else names.get(months // per_period, text)


def _name_weeks(rule: Rule) -> Rhythm | None:
    days = len(rule.weekdays)
    if rule.frequency == "DAILY" and not days:
        return {1: Rhythm.daily, 7: Rhythm.weekly, 14: Rhythm.fortnightly}.get(rule.interval)
    if rule.interval == 1 and days >= 4:
        return Rhythm.daily
    weeks = {1: Rhythm.weekly, 2: Rhythm.fortnightly}
    return weeks.get(rule.interval if rule.frequency == "WEEKLY" else 1)


def _count_per_period(rule: Rule) -> int:
    """Return how often a monthly or yearly rule falls in its period; 0 where that varies."""
    return _count_in_month(rule) * (len(rule.months) or 1)


def _count_in_month(rule: Rule) -> int:
    if rule.positions:
        return len(rule.positions)
    numbered = [which for which, _ in rule.weekdays if which]
    if rule.weekdays and not numbered:
        # "A Friday that is a 13th" varies; "the Monday of 8 to 14" is one.
        return 1 if len(rule.month_days) == 7 and len(rule.weekdays) == 1 else 0
    return max(len(rule.month_days), len(numbered), 1)


def _read_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidInputError(f"repeats by a number that is none: {text[:20]}") from None


def _split(parts: dict[str, str], name: str) -> list[str]:
    return [each.strip() for each in parts.get(name, "").split(",") if each.strip()]


def _read_numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    return tuple(_read_number(each) for each in _split(parts, name))


def _read_weekday(text: str) -> tuple[int, int]:
    found = _BY_DAY.fullmatch(text)
    if found is None:
        raise InvalidInputError(f"repeats on a day that there is not: {text[:10]}")
    return int(found[1] or 0), _WEEKDAYS.index(found[2])


def _read_day(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise InvalidInputError(f"ends on a day that there is not: {text[:20]}") from None
