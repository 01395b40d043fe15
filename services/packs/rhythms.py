"""Rhythms: how often something comes back, in words."""

from babel.dates import get_day_names, get_month_names

from services.packs.fields import RHYTHMS
from services.packs.manuscript import Phrases, mark, mark_count

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY = {
    "DAILY": mark_count("every {number} day", "every {number} days"),
    "WEEKLY": mark_count("every {number} week", "every {number} weeks"),
    "MONTHLY": mark_count("every {number} month", "every {number} months"),
    "YEARLY": mark_count("every {number} year", "every {number} years"),
}
NAMED = {
    ("DAILY", 1): "daily",
    ("WEEKLY", 1): "weekly",
    ("WEEKLY", 2): "fortnightly",
    ("MONTHLY", 1): "monthly",
    ("MONTHLY", 3): "quarterly",
    ("MONTHLY", 6): "half_yearly",
    ("YEARLY", 1): "yearly",
}
PLACES = {
    "1": mark("the first {name}"),
    "2": mark("the second {name}"),
    "3": mark("the third {name}"),
    "4": mark("the fourth {name}"),
    "-1": mark("the last {name}"),
}
KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST", "UNTIL", "COUNT"}


def say_rhythm(rhythm: str, phrases: Phrases) -> str:
    """Return a named rhythm or an RRULE in words; a rule too special for words stays as it is."""
    if rhythm in RHYTHMS:
        return phrases.say(RHYTHMS[rhythm])
    split = (part.partition("=") for part in rhythm.removeprefix("RRULE:").split(";"))
    parts = {name: value for name, _, value in split}
    try:
        every = _say_frequency(parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")), phrases)
    except ValueError:
        every = None
    on_day = _say_day(parts, phrases)
    if every is None or on_day is None or not KNOWN_PARTS.issuperset(parts):
        return rhythm
    return f"{every} {on_day}".strip()


def _say_frequency(frequency: str, interval: int, phrases: Phrases) -> str | None:
    named = NAMED.get((frequency, interval))
    if named:
        return phrases.say(RHYTHMS[named])
    if frequency not in EVERY:
        return None
    one, many = EVERY[frequency]
    return phrases.count(one, many, interval)


def _say_day(parts: dict[str, str], phrases: Phrases) -> str | None:
    """Return such as "(Wednesday)"; "" where no day is given, None where it is too special."""
    said: list[str] = []
    for day in filter(None, parts.get("BYDAY", "").split(",")):
        name = _say_weekday(day, phrases)
        if name is None:
            return None
        said.append(name)
    for number in filter(None, parts.get("BYMONTHDAY", "").split(",")):
        if not number.isdecimal():
            return None
        said.append(phrases.say("day {number} of the month", number=number))
    months = get_month_names("wide", locale=str(phrases.language), context="stand-alone")
    for number in filter(None, parts.get("BYMONTH", "").split(",")):
        if not number.isdecimal() or int(number) not in months:
            return None
        said.append(str(months[int(number)]))
    return phrases.say("({days})", days=phrases.join(said)) if said else ""


def _say_weekday(day: str, phrases: Phrases) -> str | None:
    names = get_day_names("wide", locale=str(phrases.language), context="stand-alone")
    place, code = day[:-2], day[-2:]
    if code not in DAYS:
        return None
    name = str(names[DAYS.index(code)])
    sentence = PLACES.get(place.lstrip("+"))
    if sentence:
        return phrases.say(sentence, name=name)
    return None if place else name
