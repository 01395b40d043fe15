"""Rhythms: how often something comes back, in words."""

from babel.dates import get_day_names, get_month_names

from services.packs.fields import RHYTHMS
from services.packs.phrases import Phrases, mark_count

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY = {
    "DAILY": mark_count("every day", "every {number} days"),
    "WEEKLY": mark_count("every week", "every {number} weeks"),
    "MONTHLY": mark_count("every month", "every {number} months"),
    "YEARLY": mark_count("every year", "every {number} years"),
}
KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST", "UNTIL", "COUNT"}


def say_rhythm(rhythm: str, phrases: Phrases) -> str:
    """Return a named rhythm or an RRULE in words; a rule too special for words stays as it is."""
    if rhythm in RHYTHMS:
        return phrases.say(RHYTHMS[rhythm])
    parts = dict(part.partition("=")[::2] for part in rhythm.removeprefix("RRULE:").split(";"))
    try:
        every = _say_frequency(parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")), phrases)
    except ValueError:
        every = None
    on_day = _say_day(parts, phrases)
    if every is None or on_day is None or not KNOWN_PARTS.issuperset(parts):
        return rhythm
    return f"{every} {on_day}".strip()


def _say_frequency(frequency: str, interval: int, phrases: Phrases) -> str | None:
    named = {("MONTHLY", 3): "quarterly", ("MONTHLY", 6): "half_yearly"}.get((frequency, interval))
    if named:
        return phrases.say(RHYTHMS[named])
    if frequency not in EVERY:
        return None
    one, many = EVERY[frequency]
    return phrases.count(one, many, interval)


def _say_day(parts: dict[str, str], phrases: Phrases) -> str | None:
    """Return such as "(Wednesday)"; "" where no day is said, None where it is too special."""
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
    if not place:
        return name
    if place.lstrip("+") in ("1", "2", "3", "4", "5"):
        return phrases.say("{name} no. {number}", name=name, number=place.lstrip("+"))
    return phrases.say("the last {name}", name=name) if place == "-1" else None
