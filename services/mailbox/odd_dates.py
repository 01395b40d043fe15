"""Odd dates: the moment in a Date header that no standard knows, where it can only mean one.

A file of its own, because the headers that programs write by the standard need none of it.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from services.mailbox.days import list_days
from services.mailbox.sentences import fold

_SECONDS = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d\d)(?:[:.](\d\d))?(?!\d)(?:\s*([ap])\.?m)?", re.IGNORECASE
)
_ZONE = re.compile(r"(?<!\d)([+-])(\d\d):?(\d\d)(?!\d)")
_LONGEST = 120
_MONTHS = 12
_EARLIEST_YEAR, _LATEST_YEAR = 1980, 2200
_NEVER = date(2000, 1, 1)
"""Days of which the text does not name the year are none: this one is only handed on."""


def guess_date(text: str) -> datetime | None:
    """Return the moment, aware, in the words of any known language; None where it is not sure.

    "11/9/2026" is a day of September or of November: only a clock with AM and PM decides.
    """
    try:
        moment = _guess(text[:_LONGEST])
    except (ValueError, OverflowError):
        return None
    return moment if moment and _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR else None


def _guess(text: str) -> datetime | None:
    if stamp := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(stamp[1]), UTC)
    clock = _TIME.search(_NUMERIC.sub(" ", _ZONE.sub(" ", text)))
    day = _find_day(text, is_american=bool(clock and clock[4]))
    if day is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3]) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + 12 * (clock[4].lower() == "p")
    zone = _ZONE.search(text)
    ahead = timedelta(hours=int(zone[2]), minutes=int(zone[3])) if zone else timedelta()
    place = timezone(-ahead if zone and zone[1] == "-" else ahead) if ahead else UTC
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=place)


def _find_day(text: str, *, is_american: bool) -> date | None:
    if numeric := _NUMERIC.search(text):
        one, two, year = (int(numeric[place]) for place in (1, 3, 4))
        if numeric[2] == ".":
            # Only those who write the day first put full stops.
            return date(year, two, one)
        if is_american:
            return date(year, one, two)
        if one <= _MONTHS and two <= _MONTHS and one != two:
            return None
        return date(year, two, one) if two <= _MONTHS else date(year, one, two)
    named = [day.on for day in list_days(fold(text), _NEVER) if str(day.on.year) in text]
    return named[0] if len(named) == 1 else None
