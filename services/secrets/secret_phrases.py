"""Secret phrases: passwords and codes that a person wrote into a sentence, a form or a setting."""

import re
from collections.abc import Callable, Iterable, Iterator

from services.secrets.secret_codes import (
    Link,
    Place,
    find_code,
    find_loose,
    find_next_codes,
    is_of_account,
)
from services.secrets.secret_lexicon import ends_as_participle, tag_words
from services.secrets.secret_sentences import find_set_apart
from services.secrets.secret_tokens import CODE, KEY, PASSWORD, SecretSpan
from services.secrets.secret_values import (
    has_key_look,
    has_secret_look,
    has_sure_look,
    is_filler,
    is_joined_word,
    is_plain_word,
    trim_value,
)
from services.secrets.secret_words import BLANK, SecretWords, read_secret_words

_VALUE = re.compile(
    '"(?P<a>[^"\\n]{1,80})"|“(?P<b>[^”\\n]{1,80})”|«\\s?(?P<c>[^»\\n]{1,80}?)\\s?»'
    "|„(?P<g>[^“”\\n]{1,80})[“”]|'(?P<d>[^'\\n]{1,80})'|`(?P<e>[^`\\n]{1,80})`|(?P<f>[^\\s<,，。；]{1,500})"
)
_SEVERAL_WORDS = re.compile(
    r"[^\W\d_]{2,20}(?: (?:[^\W\d_]{1,5}['’])?[^\W\d_]{1,20}){2,23}"
    rf"(?=[.,;]?{BLANK}*(?:\n|$))"
)
_JOINED_WORDS = re.compile(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20}){2,23}(?![\w-])")
_PAIR = re.compile(
    rf"[^\s/:,]{{1,80}}{BLANK}{{0,3}}[/:|,]{BLANK}{{0,3}}(?P<value>[^\s/,]{{4,200}})"
)
_MAIL_PAIR = re.compile(
    rf"[^\s@]{{1,80}}@[^\s@,;]{{3,80}}{BLANK}{{1,3}}(?P<value>[^\s/,]{{4,200}})"
)
_LONGEST_SIGN = 6
_SPACED_KEY = re.compile(r"[0-9A-Z]{4}(?: [0-9A-Z]{4}){2,15}(?![^\W_])", re.IGNORECASE)
_BEGIN = re.compile(r"(?:^|\n|[.!?:;]\s)[^\w\n]{0,4}(?:[^\W\d_]{1,5} |[^\W\d_]{1,2}['’])?$")
"""The beginning of a sentence, with an article at most."""
_QUOTES = ("a", "b", "c", "g")
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


def _find_password(place: Place) -> SecretSpan | None:
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
    if place.link is Link.ADJOINS:
        is_said = group in _QUOTES and value.casefold() not in place.words.topics
        is_clear = len(value) >= 6 and has_secret_look(value)
        return span if is_said or is_clear else None
    if group != "f" or has_secret_look(value):
        return span
    return span if _is_last_word(place, value, span.end) else None


def _find_phrase(place: Place) -> SecretSpan | None:
    """Find one or several words after "passphrase"."""
    match = _SEVERAL_WORDS.match(place.text, place.at)
    if match is None or place.link is Link.ADJOINS:
        joined = _JOINED_WORDS.match(place.text, place.at)
        span = SecretSpan(joined.start(), joined.end(), PASSWORD) if joined else None
        return span or _find_password(place)
    if not place.words.may_be_phrase(match[0].casefold().split()):
        return None
    return SecretSpan(match.start(), match.end(), PASSWORD)


def _find_short(place: Place) -> SecretSpan | None:
    """Find the password after a word of two or three letters."""
    span = _find_password(place)
    if place.link is not Link.ADJOINS or span is None:
        return span
    value = place.text[span.start : span.end]
    is_named = len(place.announced[0]) >= 5 and len(value) >= 6 and not value.isdigit()
    return span if has_sure_look(value) or (is_named and has_secret_look(value)) else None


def _find_doubtful(place: Place) -> SecretSpan | None:
    """Find the password after a word that means other things too, such as "pass"."""
    if is_of_account(place, max(0, place.announced.start() - 20)):
        return None
    span = _find_short(place)
    if place.link is Link.ABOUT and not _stands_by_login(place):
        return None
    value = place.text[span.start : span.end] if span else ""
    # "La clave del plan es ODS-6": a short name in capitals.
    if value == value.upper() and len(value) <= _LONGEST_SIGN and not value.isdigit():
        return None
    if span is None or has_secret_look(value):
        return span
    is_told = place.link is Link.ASSIGNS and (_stands_by_login(place) or _is_setting(place, span))
    return span if is_told else None


def _is_setting(place: Place, span: SecretSpan) -> bool:
    """Whether "clave = baobab" or "pass: baobab" is a line of its own, in small letters."""
    start = place.announced.start()
    is_first = not place.text[place.text.rfind("\n", max(0, start - 20), start) + 1 : start].strip()
    tie = place.text[place.announced.end() : span.start]
    is_clear = "=" in tie or place.announced[0].casefold() == "pass"
    is_word = is_plain_word(place.text[span.start : span.end], place.words.never)
    is_lower = is_word and place.text[span.start : span.end].islower()
    return is_first and is_clear and is_lower and _ENDS_LINE.match(place.text, span.end) is not None


def _find_key(place: Place) -> SecretSpan | None:
    match = _VALUE.match(place.text, place.at)
    if match is None or place.link is Link.ADJOINS:
        return None
    if spaced := _SPACED_KEY.match(place.text, place.at):
        is_key = any(char.isdigit() for char in spaced[0])
        return SecretSpan(spaced.start(), spaced.end(), KEY) if is_key else None
    start = match.start(match.lastgroup or 0)
    value = trim_value(match[match.lastgroup or 0].partition("&")[0])
    if value.casefold() in place.words.never or not has_key_look(value):
        return None
    return SecretSpan(start, start + len(value), KEY)


def _find_login(place: Place) -> SecretSpan | None:
    """Find the password in "login: ana / Kaolack77"."""
    pair = _PAIR.match(place.text, place.at)
    if pair is None and place.link in (Link.ABOUT, Link.ASSIGNS):
        # "the credentials are finance:Rainy-Day-7": the colon stands between the two.
        pair = _PAIR.match(place.text, place.announced.end() + 1)
    if pair is None and place.link is Link.ASSIGNS:
        pair = _MAIL_PAIR.match(place.text, place.at)
    value = trim_value(pair["value"]) if pair else ""
    is_said = place.link in (Link.ASSIGNS, Link.ABOUT, Link.SAYS) or place.words.says.search(
        place.text, place.announced.start(), place.at
    )
    if not is_said and not has_sure_look(value):
        return None
    # "login/password: ana / baobab" says itself which half is which.
    is_word = "/" in place.announced[0] and is_joined_word(value, place.words.never)
    if pair is None or not (has_secret_look(value) or is_word):
        return None
    return SecretSpan(pair.start("value"), pair.start("value") + len(value), PASSWORD)


_FINDERS: dict[str, Callable[[Place], SecretSpan | None]] = {
    "login": _find_login,
    "code": find_code,
    "key": _find_key,
    "loose": find_loose,
    "phrase": _find_phrase,
    "password": _find_password,
    "short": _find_short,
    "doubtful": _find_doubtful,
}


def _find_after(text: str, announced: re.Match[str], words: SecretWords) -> Iterator[SecretSpan]:
    kind = announced.lastgroup or ""
    link = words.link.match(text, announced.end())
    if link is not None and words.topics.isdisjoint((link["bare"] or "").casefold().split()):
        tie = _name_link(link, words.qualifiers)
        span = _FINDERS[kind](Place(text, link.end(), tie, words, announced))
        if span is not None:
            yield span
            if span.kind is CODE and words.is_many(announced[0].casefold()):
                yield from find_next_codes(text, span)
            return
    if kind in ("password", "short"):
        yield from find_set_apart(text, announced.end())


def _name_link(link: re.Match[str], qualifiers: frozenset[str]) -> Link:
    if link["bare"] is not None:
        says_more = not qualifiers.issuperset(link["bare"].casefold().split())
        return Link.ABOUT if says_more else Link.ASSIGNS
    if link["assigns"] is not None:
        return Link.ASSIGNS
    if link["says"] is not None:
        return Link.SAYS if link["about"] is None else Link.SAYS_OF
    return Link.ADJOINS


def _is_last_word(place: Place, value: str, end: int) -> bool:
    """Whether the value is a plain word with which its line or its sentence ends."""
    if place.link is Link.ASSIGNS:
        is_word = is_joined_word(value, place.words.never)
        return is_word and _ENDS_LINE.match(place.text, end) is not None
    if _is_when(place, value) or (place.link is Link.SAYS and ends_as_participle(value)):
        return False
    if place.link is not Link.SAYS or not is_plain_word(value, place.words.never):
        return place.link is Link.SAYS_OF and _is_said_of(place, value, end)
    return _ENDS_SENTENCE.match(place.text, end) is not None


def _is_when(place: Place, value: str) -> bool:
    """Whether it is the month of "le mot de passe a été changé en mars"; "en" is "into" as well."""
    is_changed = place.text[place.announced.end() : place.at].rstrip().endswith((" en", " in"))
    return is_changed and "dates" in tag_words(value, 0, len(value))[0].classes


def _is_said_of(place: Place, value: str, end: int) -> bool:
    """Whether "the password for the portal is baobab" ends its line; no verb does so."""
    is_word = is_joined_word(value, place.words.never) and value.islower()
    start = max(0, place.announced.start() - 12)
    begin = _BEGIN.search(place.text, start, place.announced.start())
    return is_word and begin is not None and _ENDS_LINE.match(place.text, end) is not None


def _stands_by_login(place: Place) -> bool:
    """Whether the same line speaks of logins: "usuario 2045, clave SOL: MITARIO88"."""
    earliest = max(0, place.announced.start() - 100)
    start = max(earliest, place.text.rfind("\n", earliest, place.announced.start()) + 1)
    line = place.text[start : place.announced.start()]
    kinds = (found.lastgroup for found in place.words.announcing.finditer(line))
    return place.words.users.search(line) is not None or "login" in kinds
