"""Secret lines: what stands on the line below its name, and below a heading such as "Passwords".

Every look is at a window of bounded length, so that the time grows with the length of the text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.secrets.secret_tokens import CODE, KEY, PASSWORD, SecretSpan
from services.secrets.secret_values import (
    has_code_look,
    has_group_look,
    has_key_look,
    has_secret_look,
    has_sure_look,
    is_amount,
    is_joined_word,
    trim_value,
)
from services.secrets.secret_words import BLANK, SecretWords, read_secret_words

_REACH = 80
_MOST_LINES = 12
_MOST_WORDS = 6
_BEFORE = re.compile(r"[\s>*#•–—\d.)(|\"'_\[-]{0,12}(?:[^\W\d_][\w'’-]{0,24}[ \u00a0'’]){0,5}")
_AFTER = re.compile(
    rf"(?P<words>(?:{BLANK}?\([^()\n]{{1,40}}\)|{BLANK}[^\W\d_][\w'’/-]{{0,24}}){{0,6}})"
    rf"{BLANK}{{0,3}}[*_\"')\]]{{0,3}}{BLANK}{{0,3}}(?P<colon>->|=>|[:=：>→–—-]?)[*_]{{0,2}}"
    r"[ \t\u00a0]{0,20}\r?\n(?:[ \t\r]{0,40}\n){0,2}"
)
_LINE = re.compile(r"[^\n]{0,200}")
_FRONT = re.compile(r"[\s>*•–—|\"'«“`(\[-]{0,12}(?:\d{1,2}[.)][ \t]{1,3})?[\"'«“`(\[]{0,2}")
_TOKEN = re.compile(r"[^\s<>«»“”\"`]{3,120}")
_NUMBERS = re.compile(r"[*#]?\d{1,8}(?:[ ./-]\d{1,8}){0,5}[*#]?")
_REST = re.compile(r"[\s.,;)\]\"'»”*_`|]*(?:\([^()]{0,60}\)[\s.]*)?")
_APART = re.compile(r"[\s\"'»”`]*[,;:(–—|/-]")
_PAIR = re.compile(r"[^\s/|,;]{1,60}[ \t]{0,3}[/|,;][ \t]{0,3}(?P<value>[^\s/|,;]{4,120})")
_WORDS = re.compile(r"[\w'’-]+")


class _Label(NamedTuple):
    """A line that is a name and nothing else: where the next one begins, and how it is told."""

    kind: str
    name: str
    below: int
    has_colon: bool
    is_bare: bool
    """No other word stands on its line."""
    line: str


class _Below(NamedTuple):
    """A line below a label."""

    text: str
    line: re.Match[str]
    label: _Label
    words: SecretWords


def find_next_lines(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield what stands below "Password:", "PIN", "Recovery codes", alone on their line."""
    words = read_secret_words()
    for announced in announced_words:
        label = _read_label(text, announced, words)
        if label is not None:
            yield from _find_below(text, label, words)


def _get_before(text: str, announced: re.Match[str], reach: int) -> str | None:
    """Return what stands before it in its line; None where that is longer than `reach`."""
    at = announced.start()
    start = text.rfind("\n", max(0, at - reach), at) + 1
    return text[start:at] if start or at <= reach else None


def _read_label(text: str, announced: re.Match[str], words: SecretWords) -> _Label | None:
    after = _AFTER.match(text, announced.end())
    before = _get_before(text, announced, _REACH)
    if after is None or before is None:
        return None
    others = f"{before} {after['words']}".casefold()
    said = {word.strip("'’") for word in _WORDS.findall(others)}
    if _BEFORE.fullmatch(before) is None or not words.topics.isdisjoint(said):
        return None
    return _Label(
        kind=announced.lastgroup or "",
        name=announced[0].casefold(),
        below=after.end(),
        has_colon=bool(after["colon"]),
        is_bare=not any(word[0].isalpha() for word in said if word),
        line=others,
    )


def _find_below(text: str, label: _Label, words: SecretWords) -> Iterator[SecretSpan]:
    is_list = words.is_many(label.name)
    at = label.below
    for number in range(_MOST_LINES):
        line = _LINE.match(text, at)
        if line is None or not line[0].strip() or _is_label(line[0], words):
            return
        below = _Below(text, line, label, words)
        spans = list(_read_line(below)) if number == 0 else []
        if not spans and (is_list or label.kind == "login"):
            spans = list(_read_more(below))
        yield from spans
        if not (is_list and (spans or label.has_colon)) and label.kind != "login":
            return
        at = line.end() + 1


def _read_line(below: _Below) -> Iterator[SecretSpan]:
    """Yield the value with which the first line below begins."""
    text, line, label, words = below
    front = _FRONT.match(text, line.start(), line.end())
    start = front.end() if front else line.start()
    if label.kind in ("code", "loose"):
        yield from _read_code(below, start)
        return
    if label.kind == "phrase" and _is_phrase(text[start : line.end()], words):
        yield SecretSpan(start, line.end(), PASSWORD)
        return
    pair = _PAIR.match(text, start, line.end()) if label.kind == "login" else None
    token = _TOKEN.match(text, pair.start("value") if pair else start, line.end())
    value = trim_value(token[0]) if token else ""
    if token is not None and _is_value(below, value, token.start()):
        kind = KEY if label.kind == "key" else PASSWORD
        yield SecretSpan(token.start(), token.start() + len(value), kind)


def _is_value(below: _Below, value: str, start: int) -> bool:
    text, line, label, _ = below
    if label.kind == "key":
        return has_key_look(value)
    if label.kind == "login":
        return start > line.start() + 1 and has_secret_look(value)
    end = start + len(value)
    is_alone = _REST.fullmatch(text, end, line.end()) is not None
    is_apart = has_sure_look(value) and _APART.match(text, end, line.end()) is not None
    return is_apart or (is_alone and _is_password(value, below))


def _is_password(value: str, below: _Below) -> bool:
    label, words = below.label, below.words
    if value.casefold() in words.never or value.casefold() in words.labels:
        return False
    if has_secret_look(value):
        return label.has_colon or not value.isdigit() or "code" in label.name
    if label.kind == "doubtful" or not is_joined_word(value, words.never):
        return False
    is_lone = value[:1].islower() or "-" in value or "_" in value
    return label.has_colon or (label.is_bare and is_lone)


def _is_phrase(line: str, words: SecretWords) -> bool:
    said = line.casefold().strip(" .\"'“”«»").split()
    return 3 <= len(said) <= 24 and all(map(str.isalpha, said)) and words.may_be_phrase(said)


def _read_code(below: _Below, start: int) -> Iterator[SecretSpan]:
    text, line, label, words = below
    if label.kind == "loose" and not words.things.search(label.line):
        return
    # The number that a code begins with is not the code: "7719-A".
    for pattern in (_NUMBERS, _TOKEN):
        found = pattern.match(text, start, line.end())
        value = trim_value(found[0]) if found else ""
        is_alone = _REST.fullmatch(text, start + len(value), line.end()) is not None
        has_look = has_code_look(value) or (words.is_grouped(label.name) and has_group_look(value))
        if is_alone and has_look and not (is_amount(value) and len(value) > 4):
            yield SecretSpan(start, start + len(value), CODE)
            return


def _read_more(below: _Below) -> Iterator[SecretSpan]:
    """Yield what cannot be a word in a line below: of a list, or beside what it is for."""
    text, line, label, words = below
    if len(line[0].split()) > _MOST_WORDS or label.kind in ("loose", "doubtful"):
        return
    if label.kind == "code":
        front = _FRONT.match(text, line.start(), line.end())
        if alone := list(_read_code(below, front.end() if front else line.start())):
            yield from alone
            return
    kind, has_look = (CODE, has_code_look) if label.kind == "code" else (PASSWORD, has_sure_look)
    if words.is_grouped(label.name):
        has_look = has_group_look
    for token in _TOKEN.finditer(text, line.start(), line.end()):
        value = trim_value(token[0]).lstrip("('[")
        start = token.start() + token[0].index(value) if value else token.start()
        if has_look(value) and not (is_amount(value) and len(value) > 4):
            yield SecretSpan(start, start + len(value), kind)


def _is_label(line: str, words: SecretWords) -> bool:
    """Whether a line is the name of the next field, or one that is no secret."""
    bare = line.strip(" \t\r*_>#-•|\"'").casefold()
    head = re.split(r"[:：=]", bare, maxsplit=1)[0].strip()
    return bare.endswith((":", "：")) or head in words.labels
