"""Workdays: counting in working days, with the weekends and public holidays of a country."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache

from models.errors import InvalidInputError

SATURDAY_SUNDAY = frozenset((5, 6))
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked; weekdays count from Monday as 0."""

    weekend: frozenset[int]
    days_off: Container[date]

    def is_workday(self, day: date) -> bool:
        """Whether the day is neither a weekend nor a holiday."""
        return day.weekday() not in self.weekend and day not in self.days_off

    def get_workday_from(self, day: date) -> date:
        """Return the day, or the first working day after it."""
        while not self.is_workday(day):
            day += _ONE_DAY
        return day

    def get_workday_until(self, day: date) -> date:
        """Return the day, or the last working day before it."""
        while not self.is_workday(day):
            day -= _ONE_DAY
        return day

    def shift(self, day: date, workdays: int) -> date:
        """Return the working day that many working days after this day; negative counts back.

        With 0 it is the day itself, or the last working day before it.
        """
        step = _ONE_DAY if workdays > 0 else -_ONE_DAY
        day = day if workdays > 0 else self.get_workday_until(day)
        for _ in range(abs(workdays)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def count(self, first: date, last: date) -> int:
        """Return how many working days there are from the first day to the last, both included."""
        days = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=offset)) for offset in range(days))


def get_calendar(given: str | Sequence[date]) -> WorkCalendar:
    """Return the calendar of a country ("SN"), of a part of one ("DE-BY"), or of listed holidays.

    Raises:
        InvalidInputError: no holidays are known for this country.
    """
    if not isinstance(given, str):
        return WorkCalendar(SATURDAY_SUNDAY, frozenset(given))
    problem = find_holiday_fault(given)
    if problem:
        raise InvalidInputError(f'holidays is "{given}": {problem}')
    # Imported late, here and below: reading a plan needs no holidays, and these take 0.1 s.
    import holidays  # noqa: PLC0415 - see above

    country, _, part = given.partition("-")
    days_off = holidays.country_holidays(country, subdiv=part or None)
    return WorkCalendar(frozenset(days_off.weekend), days_off)


def find_holiday_fault(given: str) -> str | None:
    """Return what is wrong with the name of a country and the way out, or None."""
    country, _, part = given.partition("-")
    known = _list_countries()
    if country not in known:
        return _suggest_country(given)
    if part and part not in known[country]:
        parts = ", ".join(f"{country}-{each}" for each in known[country][:30])
        return f"choose {country}" + (f" or one of {parts}" if parts else ", which has no parts")
    return None


@cache
def _list_countries() -> dict[str, list[str]]:
    """Return the parts of each country that the library knows, by the country's code."""
    import holidays  # noqa: PLC0415 - see get_calendar

    return dict(holidays.list_supported_countries(include_aliases=True))


def _suggest_country(given: str) -> str:
    from babel import Locale  # noqa: PLC0415 - see get_calendar

    known = _list_countries()
    names = {
        name.lower(): code
        for language in ("en", "fr", "es")
        for code, name in Locale(language).territories.items()
        if code in known
    }
    codes = {code.lower(): code for code in known}
    way_out = "write the code of a country, such as SN, or a list of days such as [2026-12-25]"
    for choices in (codes, names) if len(given) < 4 else (names, codes):
        nearest = get_close_matches(given.lower(), choices, n=1, cutoff=0.6)
        if nearest:
            return f'did you mean "{choices[nearest[0]]}"? ({way_out})'
    return way_out
