"""Day rules: which day a phrase means ("Friday", "end of next month"), counted from another day."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from services.mailbox.mail_phrases import Language, list_languages
from services.mailbox.sentences import fold, fold_pattern

_FRIDAY = 4
_PAST_DAYS = 60
"""A day without a year that was up to this long ago is past, not a year away."""
_BY_NUMBER: Mapping[str, Callable[[int], timedelta]] = {
    "in_days": lambda number: timedelta(days=number),
    "in_weeks": lambda number: timedelta(weeks=number),
    "in_months": lambda number: timedelta(days=30 * number),
}
_BY_WEEKDAY = {"weekday", "weekday_coming", "weekday_next", "weekday_this", "weekday_after_next"}
_BY_DAY = {"day_only", "weekday_day"}
_BY_MONTH = {
    "day_month", "end_of_month_named", "middle_of_month_named", "start_of_month_named",
    "month_named",
}  # fmt: skip


def resolve_day(
    kind: str, match: re.Match[str], written_on: date, language: Language
) -> date | None:
    """Return the day that a phrase of this kind means; None where there is no such day.

    `kind` is a key of `days` in the language's file.
    """
    given = match.groupdict()
    try:
        if kind in _BY_MONTH:
            return _resolve_month(kind, given, written_on, language)
        if kind in _BY_WEEKDAY:
            return _resolve_weekday(kind, given, written_on, language)
        if kind in _BY_NUMBER:
            return written_on + _BY_NUMBER[kind](_read_number(given, language))
        if kind in _BY_DAY:
            return _resolve_day_of_month(kind, given, written_on, language)
        return _BY_WORD[kind](written_on)
    except (ValueError, OverflowError):
        return None


def resolve_numeric(match: re.Match[str], written_on: date, *, is_told_as_day: bool) -> date | None:
    """Return the day of "2026-12-04", "4.12.26" or "4/12"; None where it is none.

    Without a year it is one only where the words before it say so.
    """
    try:
        if match["iso"]:
            return date(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
        one, two, year = int(match["one"]), int(match["two"]), match["year"]
        if not year and not (match["sign"] == "/" and is_told_as_day):
            return None
        full = int(year) + (2000 if len(year) == 2 else 0) if year else None
        return _choose_order(one, two, full, written_on)
    except ValueError:
        return None


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _end_of_next_month(day: date) -> date:
    return _end_of_month(_end_of_month(day) + timedelta(days=1))


def _friday(day: date, weeks: int) -> date:
    """Return the Friday of a week; at the weekend, "this week" is the coming one."""
    friday = day - timedelta(days=day.weekday()) + timedelta(days=_FRIDAY + 7 * weeks)
    return friday if friday >= day else friday + timedelta(days=7)


def _end_of_quarter(day: date) -> date:
    return _end_of_month(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 3))


_BY_WORD: Mapping[str, Callable[[date], date]] = {
    "today": lambda day: day,
    "tomorrow": lambda day: day + timedelta(days=1),
    "day_after_tomorrow": lambda day: day + timedelta(days=2),
    "end_of_week": lambda day: _friday(day, 0),
    "weekend": lambda day: _friday(day, 0) + timedelta(days=2),
    "next_week": lambda day: _friday(day, 1),
    "end_of_next_week": lambda day: _friday(day, 1),
    "start_of_next_week": lambda day: day - timedelta(days=day.weekday()) + timedelta(days=8),
    "middle_of_month": lambda day: day.replace(day=15),
    "end_of_month": _end_of_month,
    "next_month": _end_of_next_month,
    "end_of_next_month": _end_of_next_month,
    "start_of_next_month": lambda day: _end_of_month(day) + timedelta(days=5),
    "end_of_quarter": _end_of_quarter,
    "end_of_year": lambda day: date(day.year, 12, 31),
    "christmas": lambda day: date(day.year, 12, 24),
}
KINDS = frozenset({*_BY_WORD, *_BY_NUMBER, *_BY_WEEKDAY, *_BY_DAY, *_BY_MONTH})
"""The keys that `days` of a language's file may have."""


def _resolve_day_of_month(
    kind: str, given: Mapping[str, str | None], written_on: date, language: Language
) -> date | None:
    day = _next_day_of_month(written_on, int(given["day"] or 0))
    if kind == "day_only":
        return day
    # "Friday 13 people came" is no day, unless the 13th happens to be a Friday.
    is_right = day.weekday() == _find_place(given["weekday"] or "", language, "weekdays")
    return day if is_right else None


def _resolve_month(
    kind: str, given: Mapping[str, str | None], written_on: date, language: Language
) -> date:
    numeral = given.get("numeral")
    month = int(numeral) if numeral else _find_place(given["month"] or "", language, "months") + 1
    year = int(given.get("year") or 0) or None
    if kind == "day_month":
        day = 1 if given.get("first") else int(given["day"] or 1)
        return _near(written_on, year, month, day)
    day = {"middle_of_month_named": 15, "start_of_month_named": 5}.get(kind, 0)
    if day:
        return _near(written_on, year, month, day)
    near = _near(written_on, year, month, 28)
    return near.replace(day=monthrange(near.year, near.month)[1])


def _resolve_weekday(
    kind: str, given: Mapping[str, str | None], written_on: date, language: Language
) -> date:
    weekday = _find_place(given["weekday"] or "", language, "weekdays")
    monday = written_on - timedelta(days=written_on.weekday())
    if kind == "weekday_next":
        return monday + timedelta(days=7 + weekday)
    if kind == "weekday_this":
        day = monday + timedelta(days=weekday)
        return day if day >= written_on else day + timedelta(days=7)
    upcoming = written_on + timedelta(days=(weekday - written_on.weekday() - 1) % 7 + 1)
    # Nobody calls tomorrow "Friday next": it is then the one after.
    is_far = kind == "weekday_coming" and (upcoming - written_on).days <= 2
    return upcoming + timedelta(days=7) if is_far or kind == "weekday_after_next" else upcoming


def _find_place(word: str, language: Language, topic: str) -> int:
    for place, spelled in enumerate(_compile_places(language.code, topic)):
        if spelled.fullmatch(word):
            return place
    raise ValueError(word)


@cache
def _compile_places(code: str, topic: str) -> tuple[re.Pattern[str], ...]:
    language = next(list_languages((code,)))
    return tuple(re.compile(fold_pattern(entry)) for entry in language.get_list(topic))


def _read_number(given: Mapping[str, str | None], language: Language) -> int:
    if hours := given.get("hours"):
        return int(hours) // 24
    for name, value in (("fortnight", 2), ("two", 2), ("one", 1), ("week", 7)):
        if given.get(name):
            return value
    word = given.get("number") or ""
    if word.isdigit():
        return int(word)
    numbers: Mapping[str, int] = language.data.get("numbers", {})
    return {fold(str(name)): value for name, value in numbers.items()}[word]


def _near(written_on: date, year: int | None, month: int, day: int) -> date:
    """Return the day in the year that is meant: not long past, and less than a year away."""
    if year is not None:
        return date(year, month, day)
    earliest = written_on - timedelta(days=_PAST_DAYS)
    for candidate in _list_years(written_on.year, month, day):
        if candidate >= earliest:
            return candidate
    raise ValueError(month, day)


def _list_years(year: int, month: int, day: int) -> Iterator[date]:
    for candidate in (year - 1, year, year + 1, year + 2, year + 3, year + 4):
        if day <= monthrange(candidate, month)[1]:
            yield date(candidate, month, day)


def _next_day_of_month(written_on: date, day: int) -> date:
    first = written_on if day >= written_on.day else _end_of_month(written_on) + timedelta(days=1)
    return first.replace(day=day)


def _choose_order(one: int, two: int, year: int | None, written_on: date) -> date:
    """Read day before month, as most of the world does, unless only the other order makes sense."""
    orders = [(one, two), (two, one)]
    days = [
        _near(written_on, year, month, day) for day, month in orders if 0 < month < 13 and day < 32
    ]
    if not days:
        raise ValueError(one, two)
    soon = [day for day in days if written_on <= day <= written_on + timedelta(days=183)]
    return days[0] if days[0] in soon or not soon else soon[0]
