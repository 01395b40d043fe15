"""Name dates: months and days in names of files, whichever way and language they are written."""

import re
from functools import cache

from babel.dates import get_month_names

from services.secrets.private_places import fold_words

_LANGUAGES = ("en", "fr", "es", "de", "pt", "ar", "ru", "zh")
_YEAR, _DAY = r"((?:19|20)\d\d)", r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(m?(?:0?[1-9]|1[0-2]))"
_NAMED_MONTH = r"(m\d{1,2})"
_COMPACT = re.compile(rf"(?<= ){_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?= )")
_DAYS = (
    (re.compile(rf"(?<= ){_YEAR} {_MONTH} {_DAY}(?= )"), (1, 2, 3)),
    (re.compile(rf"(?<= ){_DAY} {_MONTH} {_YEAR}(?= )"), (3, 2, 1)),
    (re.compile(rf"(?<= ){_NAMED_MONTH} {_DAY} {_YEAR}(?= )"), (3, 1, 2)),
)
# Of a month that is written in digits both are, or it is a number like any other.
_YEAR_MONTH = re.compile(r"(?<= )((?:19|20)\d\d) (0[1-9]|1[0-2])(?= )")
_MONTH_YEAR = re.compile(r"(?<= )(0[1-9]|1[0-2]) ((?:19|20)\d\d)(?= )")
_DIGIT = re.compile(r"\d")
_AFTER_NUMBER = re.compile(r"(?<=\d) (?:th|st|nd|rd|er|年|日|号|г|года)(?= )")
_OF = re.compile(r"(?<=\d)(?: (?:de|del|of|la))+(?= (?:m\d|(?:19|20)\d\d ))")
_MONTH_TOKEN = re.compile(r"(?<= )m\d{1,2}(?= )")


def number_months(folded: str) -> str:
    """Return folded words, a blank on each side, with months as m1 to m12 and digits as 0 to 9.

    What stands between the parts of a date ("12th of", "de", "年") is taken away. Short names of
    months ("mar", "dic") count only beside a number: they are words as well.
    """
    numbers = _list_months()
    plain = folded if folded.isascii() else _DIGIT.sub(lambda found: str(int(found[0])), folded)
    bare = _AFTER_NUMBER.sub("", plain)
    named = _make_month_pattern().sub(lambda found: f"m{numbers[found[0]]}", bare)
    return _COMPACT.sub(lambda found: " ".join(filter(None, found.groups())), _OF.sub("", named))


def take_days(numbered: str) -> tuple[str, list[str]]:
    """Return the words without their dates, and the dates as YYYY-M-D."""
    days: list[str] = []
    for pattern, order in _DAYS:
        dates = pattern.finditer(numbered)
        days.extend("-".join(found[place].lstrip("m0") for place in order) for found in dates)
        numbered = pattern.sub("", numbered)
    return _close_gaps(numbered), days


def take_months(numbered: str) -> tuple[str, list[str]]:
    """Return the words without their months, and these as m1 to m12; years stay."""
    numbered = _YEAR_MONTH.sub(lambda found: f"{found[1]} m{int(found[2])}", numbered)
    numbered = _MONTH_YEAR.sub(lambda found: f"m{int(found[1])} {found[2]}", numbered)
    months = _MONTH_TOKEN.findall(numbered)
    return _close_gaps(_MONTH_TOKEN.sub("", numbered)), months


def _close_gaps(words: str) -> str:
    return f" {' '.join(words.split())} "


@cache
def _list_months() -> dict[str, int]:
    """Return the number of each month by its folded name, in all languages."""
    return {
        fold_words(name): number
        for language in _LANGUAGES
        for width in ("abbreviated", "wide")
        for context in ("stand-alone", "format")
        for number, name in get_month_names(width, context, language).items()
    }


@cache
def _make_month_pattern() -> re.Pattern[str]:
    names = sorted(_list_months(), key=lambda name: (-len(name), name))
    long = "|".join(re.escape(name) for name in names if len(name) > 3)
    short = "|".join(re.escape(name) for name in names if len(name) <= 3)
    beside = rf"(?<=\d )(?:{short})(?= )|(?<= )(?:{short})(?= \d)"
    return re.compile(rf"(?<= )(?:{long})(?= )|{beside}")
