"""Days: on which days a repetition falls, in bounded time however hostile its rule is."""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from services.harvest.calendars.rules import Rule

_REACH_DAYS = 9 * 366
"""How far ahead is looked: 29 February comes at least every eight years."""
_WALKED_DAYS = 50 * 366
"""How far back a counted series is counted; one that is older counts as over."""


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
