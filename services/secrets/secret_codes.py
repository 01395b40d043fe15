"""Secret codes: numbers that open something, after a word such as "PIN" or "code of the safe".

Also the place in a sentence at which the finders of codes and of passwords look.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from services.secrets.secret_tokens import CODE, SecretSpan
from services.secrets.secret_values import has_code_look, has_group_look, is_amount, trim_value
from services.secrets.secret_words import (
    BLANK,
    SecretWords,
    find_places,
    lower_in_place,
    read_word_lists,
)

AND = "and|or|et|ou|y|o|e|und|oder|и|или|و|أو"
"""What joins the entries of a list."""
_CODE_VALUE = re.compile(r"[*#]?\d{1,4}(?: \d{1,4}){1,5}[*#]?(?![\w-])|[^\s,]{1,40}")
_DIGITS_SOON = re.compile(
    rf"(?:{BLANK}[^\W\d_]{{2,20}}){{1,3}}{BLANK}"
    rf"(?P<value>[*#]?\d{{1,8}}(?:[ -]\d{{1,4}}){{0,4}}[A-Z*#]?)(?=[.,;)!]?{BLANK}*(?:\n|$))"
)
_LOCK_VALUE = re.compile(
    rf"(?:(?P<turned>\d{{1,2}}(?:[-./ ]\d{{1,2}}){{2,4}})|\d{{4,8}})(?![\d-]){BLANK}?(?P<open>\()?"
)
_HEADING = re.compile(rf"(?:19|20)\d\d{BLANK}{{0,2}}(?::|\d{{1,3}}[.,]\d)")
"""A year above figures: "PIN 2024: 2.3 million"."""
_YEAR_ALONE = re.compile(rf"{_HEADING.pattern}|20[0-3]\d{BLANK}{{0,3}}(?:\r?\n|<|$)")
_ROUND = re.compile(r"\d{1,3}(?:[. ]\d{3})*[. ]000(?!\d)")
"""A number of people, as it is written where a comma is a decimal: "PIN: 12.000"."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEXT = rf"[{BLANK[1:-1]},،;/|·•]{{1,6}}(?:(?:{AND}){BLANK})?"
_NEXT_GROUPS = re.compile(rf"{_NEXT}(?P<value>\d{{2,8}}(?: \d{{2,8}}){{1,5}})(?![\w-])")
_NEXT_CODE = re.compile(
    rf"{_NEXT}"
    r"(?P<value>[0-9A-Za-z]{3,12}(?:-[0-9A-Za-z]{3,12}){0,7})(?![\w-])"
)
_ALNUM = re.compile(r"[0-9A-Za-z]")
_THREE_DIGITS = re.compile(r"\d{3}(?![\w.,-]*\d)")


class Link(Enum):
    """How a value is tied to the announcing word, from tight to loose."""

    ASSIGNS = auto()  # "password: x"
    SAYS = auto()  # "the password is x"
    SAYS_OF = auto()  # "the password for the portal is x"
    ABOUT = auto()  # "password portal: x"
    ADJOINS = auto()  # "password x"


class Place(NamedTuple):
    """Where a value may begin, and what is known there."""

    text: str
    at: int
    link: Link
    words: SecretWords
    announced: re.Match[str]


def find_code(place: Place) -> SecretSpan | None:
    """Return the number after "PIN is", or None."""
    match = _CODE_VALUE.match(place.text, place.at)
    value = trim_value(match[0]) if match else ""
    heading = _YEAR_ALONE if place.link is Link.ADJOINS else _HEADING
    is_figure = heading.match(place.text, place.at) or _ROUND.match(place.text, place.at)
    if is_figure or _is_count(place, value):
        return None
    if not has_code_look(value) and not _is_special_code(place, value):
        return _find_digits_soon(place) if place.announced.lastgroup == "code" else None
    if place.link is Link.ADJOINS and not value[0].isdigit() and not value.isupper():
        return None
    return SecretSpan(place.at, place.at + len(value), CODE)


def _is_count(place: Place, value: str) -> bool:
    """Whether a number counts people or money: "people in need (PIN): 1,250,000"."""
    if not is_amount(value) and not value.isdigit():
        return False
    start = max(0, place.announced.start() - 60)
    around = place.text[start : place.at + len(value) + 40]
    is_large = len(value) > 4 and place.words.counts.search(around) is not None
    return is_large or (is_amount(value) and len(value) > 6)


def _is_special_code(place: Place, value: str) -> bool:
    """Whether it is a recovery code, or the three digits on the back of a card."""
    name = place.announced[0].casefold()
    if place.words.is_grouped(name):
        return has_group_look(value)
    return name.startswith(("cvv", "cvc")) and _THREE_DIGITS.fullmatch(value) is not None


def find_loose(place: Place) -> SecretSpan | None:
    """Return the number after "code" where a thing with a lock is named just before or after it."""
    start = place.announced.start()
    earliest = max(0, start - 60)
    before = max(earliest, place.text.rfind("\n", earliest, start) + 1)
    if is_of_account(place, before):
        return None
    if _has_thing(place.text, before, place.at) or _is_of_lock(place):
        return find_code(place)
    soon = _find_digits_soon(place)
    is_near = soon is not None and _has_thing(place.text, place.announced.end(), soon.end)
    return soon if is_near else None


def _is_of_lock(place: Place) -> bool:
    """Whether it is the combination 18-33-07, or a lock stands in brackets behind the number."""
    found = _LOCK_VALUE.match(place.text, place.at)
    if found is None or place.link is Link.ADJOINS:
        return False
    is_turned = "mbin" in place.announced[0].casefold() and found["turned"] is not None
    end = found.end()
    return is_turned or (bool(found["open"]) and _has_thing(place.text, end, end + 30))


def _has_thing(text: str, start: int, end: int) -> bool:
    """Whether a thing with a lock is named in this part of the text."""
    things = _list_things(text)
    first = bisect_left(things, start)
    return first < len(things) and things[first] < end


@lru_cache(maxsize=1)
def _list_things(text: str) -> list[int]:
    """Return where things with a lock are named; a text may speak of codes at every word."""
    words = {word.lower() for word in read_word_lists()["things"]}
    return find_places(lower_in_place(text), words)


def is_of_account(place: Place, start: int) -> bool:
    """Whether the word just beside "code" says that it opens nothing: "budget code"."""
    before = place.text[start : place.announced.start()].split()[-1:]
    after = place.text[place.announced.end() : place.announced.end() + 40].split()[:3]
    return place.words.accounts.search(" ".join([*before, *after])) is not None


def _find_digits_soon(place: Place) -> SecretSpan | None:
    """Find the number with which the line ends: "PIN of the bank token 660912"."""
    soon = _DIGITS_SOON.match(place.text, place.announced.end())
    if soon is None or not has_code_look(soon["value"]) or _YEAR.fullmatch(soon["value"]):
        return None
    return SecretSpan(soon.start("value"), soon.end("value"), CODE)


def find_next_codes(text: str, last: SecretSpan) -> Iterator[SecretSpan]:
    """Yield the other codes of a list: they have the shape of the first."""
    shape = _ALNUM.sub("x", text[last.start : last.end])
    pattern = _NEXT_GROUPS if " " in shape else _NEXT_CODE
    at = last.end
    while following := pattern.match(text, at):
        if _ALNUM.sub("x", following["value"]) != shape:
            return
        yield SecretSpan(following.start("value"), following.end("value"), CODE)
        at = following.end("value")
