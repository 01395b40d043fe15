"""Repetitions: what a rule (RFC 5545) says, what people call it, and on which days it falls.

The days are listed in bounded time, however hostile the rule is.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.errors import InvalidInputError
from models.words import Rhythm

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOST_TIMES = 5_000
"""A count beyond this is how some programs say that a series has no end."""
_REACH_DAYS = 9 * 366
"""How far to look ahead: 29 February comes at least every eight years."""
_WALKED_DAYS = 50 * 366
"""How far back a counted series is counted; one that is older counts as over."""


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


def list_days(rule: Rule, start_on: date, first_on: date) -> Iterator[date]:
    """Yield the days of the repetition from `first_on` on, in order, for some nine years.

    Unlike the usual library, which looks for 30 February until the year 9999, it looks at no
    more days than that, and begins near `first_on` however long ago the series began.
    """
    if first_on.year + 10 > date.max.year or start_on.year + 10 > date.max.year:
        return
    last_on = min(rule.until_on or date.max, max(first_on, start_on) + timedelta(_REACH_DAYS))
    if rule.count is not None and start_on < first_on - timedelta(days=_WALKED_DAYS):
        return
    days = _list_all(_complete(rule, start_on), start_on, first_on, last_on)
    for number, day in enumerate(days, start=1):
        if day > last_on or (rule.count is not None and number > rule.count):
            return
        if day >= first_on:
            yield day


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


def _list_all(rule: Rule, start_on: date, first_on: date, last_on: date) -> Iterator[date]:
    begin_on = start_on if rule.count is not None else max(start_on, first_on)
    for period in _list_periods(rule, start_on, begin_on, last_on):
        days = [day for day in period if _falls_on(rule, day)]
        if rule.positions:
            days = _pick(days, rule.positions)
        yield from (day for day in days if day >= start_on)


def _complete(rule: Rule, start_on: date) -> Rule:
    """Take from the beginning what the rule leaves open: "monthly" is monthly on that day."""
    if rule.frequency == "YEARLY" and rule.weeks and not rule.weekdays:
        return replace(rule, weekdays=((0, start_on.weekday()),))
    if rule.weekdays or rule.month_days or rule.year_days or rule.weeks:
        return rule
    if rule.frequency == "YEARLY":
        months = rule.months or (start_on.month,)
        return replace(rule, months=months, month_days=(start_on.day,))
    if rule.frequency == "MONTHLY":
        return replace(rule, month_days=(start_on.day,))
    if rule.frequency == "WEEKLY":
        return replace(rule, weekdays=((0, start_on.weekday()),))
    return rule


def _list_periods(
    rule: Rule, start_on: date, begin_on: date, last_on: date
) -> Iterator[list[date]]:
    """Yield the days, or the months, weeks and years, that the interval does not leave out."""
    if rule.frequency in ("DAILY", "WEEKLY"):
        length = 7 if rule.frequency == "WEEKLY" else 1
        back = (start_on.weekday() - rule.week_start) % 7 if length == 7 else 0
        at = start_on.toordinal() - back
        step = length * rule.interval
        at += max(begin_on.toordinal() - at, 0) // step * step
        for first in range(max(at, 1), last_on.toordinal() + 1, step):
            yield [date.fromordinal(first + day) for day in range(length)]
        return
    months = 12 if rule.frequency == "YEARLY" else 1
    at = _number_month(start_on, months)
    at += (_number_month(begin_on, months) - at) // rule.interval * rule.interval
    for number in range(at, _number_month(last_on, months) + 1, rule.interval):
        first = number * months
        yield [day for month in range(first, first + months) for day in _list_month(rule, month)]


def _number_month(day: date, months: int) -> int:
    return (day.year * 12 + day.month - 1) // months


def _list_month(rule: Rule, number: int) -> list[date]:
    year, month = number // 12, number % 12 + 1
    if rule.months and month not in rule.months:
        return []
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _falls_on(rule: Rule, day: date) -> bool:
    in_month = monthrange(day.year, day.month)[1]
    in_year, of_year = 365 + isleap(day.year), day.timetuple().tm_yday
    scope = (of_year, in_year) if _counts_in_year(rule) else (day.day, in_month)
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.month_days or _is_one(day.day, in_month, rule.month_days))
        and (not rule.year_days or _is_one(of_year, in_year, rule.year_days))
        and (not rule.weeks or _is_week(day, rule.weeks))
        and (not rule.weekdays or _is_weekday(rule, day, *scope))
    )


def _counts_in_year(rule: Rule) -> bool:
    """Whether "the second Monday" is that of the year."""
    return rule.frequency == "YEARLY" and not rule.months


def _is_one(number: int, length: int, wanted: tuple[int, ...]) -> bool:
    return number in wanted or number - length - 1 in wanted


def _is_week(day: date, wanted: tuple[int, ...]) -> bool:
    # The 28th of December lies in the last week of every year.
    year, week, _ = day.isocalendar()
    return _is_one(week, date(year, 12, 28).isocalendar().week, wanted)


def _is_weekday(rule: Rule, day: date, number: int, length: int) -> bool:
    has_numbers = rule.frequency in ("MONTHLY", "YEARLY")
    return any(
        weekday == day.weekday()
        and (
            not which
            or not has_numbers
            or which in ((number - 1) // 7 + 1, -((length - number) // 7 + 1))
        )
        for which, weekday in rule.weekdays
    )


def _pick(days: list[date], positions: tuple[int, ...]) -> list[date]:
    count = len(days)
    numbers = {at - 1 if at > 0 else count + at for at in positions if at}
    return [days[number] for number in sorted(numbers) if 0 <= number < count]
