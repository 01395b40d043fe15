"""Secret phrases: passwords and codes that a person wrote into a sentence, a form or a setting."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from services.secrets.secret_tokens import CODE, KEY, PASSWORD, SecretSpan
from services.secrets.secret_values import (
    has_code_look,
    has_key_look,
    has_mixed_look,
    has_secret_look,
    has_strong_look,
    is_filler,
    is_plain_word,
    trim_value,
)
from services.secrets.secret_words import BLANK, SecretWords, read_secret_words

_VALUE = re.compile(
    '"(?P<a>[^"\\n]{1,80})"|“(?P<b>[^”\\n]{1,80})”|«\\s?(?P<c>[^»\\n]{1,80}?)\\s?»'
    "|'(?P<d>[^'\\n]{1,80})'|`(?P<e>[^`\\n]{1,80})`|(?P<f>[^\\s<,，。；]{1,500})"
)
_CODE_VALUE = re.compile(r"[*#]?\d{1,4}(?: \d{1,4}){1,5}[*#]?(?![\w-])|[^\s,]{1,40}")
_SEVERAL_WORDS = re.compile(
    rf"[^\W\d_]{{2,20}}(?: [^\W\d_]{{2,20}}){{2,23}}(?=[.,;]?{BLANK}*(?:\n|$))"
)
_PAIR = re.compile(rf"[^\s/:]{{1,80}}{BLANK}{{0,3}}[/:|]{BLANK}{{0,3}}(?P<value>[^\s/,]{{4,200}})")
_DIGITS_SOON = re.compile(
    rf"(?:{BLANK}[^\W\d_]{{2,20}}){{1,3}}{BLANK}"
    rf"(?P<value>[*#]?\d{{1,8}}(?:[ -]\d{{1,4}}){{0,4}}[A-Z*#]?)(?=[.,;)!]?{BLANK}*(?:\n|$))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_REST = re.compile(r"[^\n.!?;]{0,50}")
_LONGEST_TOKEN = 60
_STRONG = rf"(?P<value>[^\s\"'«»“”,;:()=]{{6,{_LONGEST_TOKEN}}})"
_TOKEN = re.compile(_STRONG)
_BEFORE = re.compile(
    rf"{_STRONG}[\"'»”]?{BLANK}{{1,3}}(?:as|is|comme|como|als|как)"
    rf"{BLANK}{{1,3}}(?:[^\W\d_]{{1,12}}{BLANK}{{1,3}}){{0,2}}$"
)
_NEXT = re.compile(rf"(?:{BLANK}?[,;/]|{BLANK}(?:and|or|et|ou|y|o|und|oder|и|или)){BLANK}{_STRONG}")
_QUOTES = ("a", "b", "c")
"""The groups of a value between quotation marks that are no apostrophes."""
_ENDS_LINE = re.compile(rf"[.!,;)\"'»”]*{BLANK}*(?:$|\n|[,;|/(<\t])")
_ENDS_SENTENCE = re.compile(rf"[.!,;)\"'»”]*{BLANK}*(?:$|\n)|[.!]{BLANK}|,")


def find_phrases(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield the secrets that follow a word such as "password" in any language of the product.

    `announced_words` come from `list_announced`.
    """
    words = read_secret_words()
    for announced in announced_words:
        yield from _find_after(text, announced, words)


def is_announcing(cell: str, header: str) -> bool:
    """Whether a column header is an announcing word, with few other words around it.

    A word as loose as "Code" stands above columns of all kinds: it counts only where the row also
    speaks of logins, or of doors and safes.
    """
    words = read_secret_words()
    announced = words.announcing.search(cell)
    if announced is None or announced.lastgroup == "login":
        return False
    if announced.lastgroup in ("loose", "doubtful") and not _has_company(header):
        return False
    rest = cell[announced.end() :].strip()
    is_short = len(cell[: announced.start()].split()) <= 2
    return is_short and (not rest or (rest[0] == "(" and rest[-1] == ")"))


class _Link(Enum):
    """How a value is tied to the announcing word, from tight to loose."""

    ASSIGNS = auto()  # "password: x"
    SAYS = auto()  # "the password is x"
    SAYS_OF = auto()  # "the password for the portal is x"
    ABOUT = auto()  # "password portal: x"
    ADJOINS = auto()  # "password x"


class _Place(NamedTuple):
    """Where a value may begin, and what is known there."""

    text: str
    at: int
    link: _Link
    words: SecretWords
    announced: re.Match[str]


def _find_password(place: _Place) -> SecretSpan | None:
    match = _VALUE.match(place.text, place.at)
    if match is None:
        return None
    group = match.lastgroup or "f"
    value = match[group] if group != "f" else trim_value(match[group])
    if not value or is_filler(value) or value.casefold() in place.words.never:
        return None
    if value.startswith("//"):
        return None
    start = match.start(group)
    span = SecretSpan(start, start + len(value), PASSWORD)
    if place.link is _Link.ADJOINS:
        is_said = group in _QUOTES and value.casefold() not in place.words.topics
        is_clear = len(value) >= 6 and has_secret_look(value)
        return span if is_said or is_clear else None
    if group != "f" or has_secret_look(value):
        return span
    return span if _is_last_word(place, value, span.end) else None


def _find_phrase(place: _Place) -> SecretSpan | None:
    """Find one or several words after "passphrase"."""
    match = _SEVERAL_WORDS.match(place.text, place.at)
    if match is None or place.link is _Link.ADJOINS:
        return _find_password(place)
    if not place.words.never.isdisjoint(match[0].casefold().split()):
        return None
    return SecretSpan(match.start(), match.end(), PASSWORD)


def _find_short(place: _Place) -> SecretSpan | None:
    """Find the password after a word of two or three letters."""
    span = _find_password(place)
    if place.link is not _Link.ADJOINS or span is None:
        return span
    value = place.text[span.start : span.end]
    return span if has_mixed_look(value) or has_strong_look(value) else None


def _find_doubtful(place: _Place) -> SecretSpan | None:
    """Find the password after a word that means other things too, such as "pass"."""
    span = _find_short(place)
    if place.link is _Link.ABOUT and not _stands_by_login(place):
        return None
    return span if span and has_secret_look(place.text[span.start : span.end]) else None


def _find_key(place: _Place) -> SecretSpan | None:
    match = _VALUE.match(place.text, place.at)
    if match is None or place.link is _Link.ADJOINS:
        return None
    start = match.start(match.lastgroup or 0)
    value = trim_value(match[match.lastgroup or 0].partition("&")[0])
    if value.casefold() in place.words.never or not has_key_look(value):
        return None
    return SecretSpan(start, start + len(value), KEY)


def _find_code(place: _Place) -> SecretSpan | None:
    match = _CODE_VALUE.match(place.text, place.at)
    value = trim_value(match[0]) if match else ""
    if not has_code_look(value):
        return _find_digits_soon(place) if place.announced.lastgroup == "code" else None
    if place.link is _Link.ADJOINS and not value[0].isdigit() and not value.isupper():
        return None
    return SecretSpan(place.at, place.at + len(value), CODE)


def _find_loose(place: _Place) -> SecretSpan | None:
    """Find the number after "code" where a thing with a lock is named just before or after it."""
    start = place.announced.start()
    before = place.text.rfind("\n", 0, start) + 1
    beside = place.text[max(before, start - 60) : place.at]
    if place.words.things.search(beside):
        return _find_code(place)
    soon = _find_digits_soon(place)
    around = place.text[place.announced.end() : soon.end] if soon else ""
    return soon if place.words.things.search(around) else None


def _find_login(place: _Place) -> SecretSpan | None:
    """Find the password in "login: ana / Kaolack77"."""
    pair = _PAIR.match(place.text, place.at)
    is_said = place.link in (_Link.ASSIGNS, _Link.ABOUT)
    value = trim_value(pair["value"]) if pair and is_said else ""
    if pair is None or not has_secret_look(value):
        return None
    return SecretSpan(pair.start("value"), pair.start("value") + len(value), PASSWORD)


_FINDERS: dict[str, Callable[[_Place], SecretSpan | None]] = {
    "login": _find_login,
    "code": _find_code,
    "key": _find_key,
    "loose": _find_loose,
    "phrase": _find_phrase,
    "password": _find_password,
    "short": _find_short,
    "doubtful": _find_doubtful,
}


def _has_company(header: str) -> bool:
    words = read_secret_words()
    kinds = {found.lastgroup for found in words.announcing.finditer(header)}
    return not kinds <= {"loose", "doubtful"} or words.things.search(header) is not None


def _find_after(text: str, announced: re.Match[str], words: SecretWords) -> Iterator[SecretSpan]:
    kind = announced.lastgroup or ""
    link = words.link.match(text, announced.end())
    if link is not None and words.topics.isdisjoint((link["bare"] or "").casefold().split()):
        tie = _name_link(link, words.qualifiers)
        span = _FINDERS[kind](_Place(text, link.end(), tie, words, announced))
        if span is not None:
            yield span
            yield from _find_next(text, span, words) if span.kind is PASSWORD else ()
            return
    if kind in ("password", "short"):
        yield from _find_near(text, announced, words)


def _name_link(link: re.Match[str], qualifiers: frozenset[str]) -> _Link:
    if link["bare"] is not None:
        says_more = not qualifiers.issuperset(link["bare"].casefold().split())
        return _Link.ABOUT if says_more else _Link.ASSIGNS
    if link["assigns"] is not None:
        return _Link.ASSIGNS
    if link["says"] is not None:
        return _Link.SAYS if link["about"] is None else _Link.SAYS_OF
    return _Link.ADJOINS


def _is_last_word(place: _Place, value: str, end: int) -> bool:
    """Whether the value is a plain word with which its line or its sentence ends."""
    if place.link not in (_Link.ASSIGNS, _Link.SAYS) or not is_plain_word(value, place.words.never):
        return False
    ending = _ENDS_LINE if place.link is _Link.ASSIGNS else _ENDS_SENTENCE
    return ending.match(place.text, end) is not None


def _stands_by_login(place: _Place) -> bool:
    """Whether the same line speaks of logins: "usuario 2045, clave SOL: MITARIO88"."""
    start = place.text.rfind("\n", 0, place.announced.start()) + 1
    line = place.text[max(start, place.announced.start() - 100) : place.announced.start()]
    return any(found.lastgroup == "login" for found in place.words.announcing.finditer(line))


def _find_digits_soon(place: _Place) -> SecretSpan | None:
    """Find the number with which the line ends: "PIN of the bank token 660912"."""
    soon = _DIGITS_SOON.match(place.text, place.announced.end())
    if soon is None or not has_code_look(soon["value"]) or _YEAR.fullmatch(soon["value"]):
        return None
    return SecretSpan(soon.start("value"), soon.end("value"), CODE)


def _find_near(text: str, announced: re.Match[str], words: SecretWords) -> Iterator[SecretSpan]:
    """Yield what can only be a password in the same sentence: "use Kaolack77 as password"."""
    rest = _REST.match(text, announced.end())
    end = rest.end() if rest else announced.end()
    if not words.topics.isdisjoint(text[announced.end() : end].casefold().split()):
        return
    for token in _TOKEN.finditer(text, announced.end(), end + _LONGEST_TOKEN):
        if token.start() < end:
            yield from _take_strong(token, words)
    before = _BEFORE.search(text, max(0, announced.start() - 110), announced.start())
    value = trim_value(before["value"]) if before else ""
    if before is not None and has_secret_look(value) and value.casefold() not in words.products:
        yield SecretSpan(before.start("value"), before.start("value") + len(value), PASSWORD)


def _find_next(text: str, last: SecretSpan, words: SecretWords) -> Iterator[SecretSpan]:
    """Yield the other passwords of a list: "Kaolack77, Thies88 and Louga99"."""
    at = last.end
    while following := _NEXT.match(text, at):
        spans = list(_take_strong(following, words))
        if not spans:
            return
        yield from spans
        at = spans[-1].end


def _take_strong(match: re.Match[str], words: SecretWords) -> Iterator[SecretSpan]:
    value = trim_value(match["value"])
    is_strong = has_strong_look(value) or has_mixed_look(value)
    if is_strong and value.casefold() not in words.products:
        start = match.start("value")
        yield SecretSpan(start, start + len(value), PASSWORD)
