"""Secret orders: sentences that tell what to type, some words away from the word "password"."""

import re
from collections.abc import Iterable, Iterator

from services.harvest.secret_tokens import CODE, PASSWORD, SecretSpan
from services.harvest.secret_values import has_mixed_look, has_strong_look, trim_value
from services.harvest.secret_words import read_secret_words

_REACH = 80
_SENTENCE_END = re.compile(r"[.!?;]\s|\n")
_PASSWORDS = ("password", "short", "phrase", "doubtful")
_CODES = ("code", "loose")
_KEYS = re.compile(r"[*#]\d{3,10}[*#]?|\d{3,10}[*#]")
"""What is pressed on a keypad."""


def find_orders(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield what is to be typed: "type Kora#2020 when asked for the password".

    `announced_words` come from `list_announced`.
    """
    verbs = read_secret_words().verbs
    for announced in announced_words:
        kind = announced.lastgroup or ""
        if kind not in (*_PASSWORDS, *_CODES):
            continue
        start, end = _find_sentence(text, announced)
        for order in verbs.finditer(text, start, end):
            span = _read_order(order, is_code=kind in _CODES)
            if span is not None:
                yield span


def _find_sentence(text: str, announced: re.Match[str]) -> tuple[int, int]:
    start = max(0, announced.start() - _REACH)
    for mark in _SENTENCE_END.finditer(text, start, announced.start()):
        start = mark.end()
    after = _SENTENCE_END.search(text, announced.end(), announced.end() + _REACH)
    return start, after.start() + 1 if after else min(len(text), announced.end() + _REACH)


def _read_order(order: re.Match[str], *, is_code: bool) -> SecretSpan | None:
    value = trim_value(order["value"])
    start = order.start("value")
    if is_code:
        is_secret = _KEYS.fullmatch(value) is not None
        return SecretSpan(start, start + len(value), CODE) if is_secret else None
    is_product = value.casefold() in read_secret_words().products
    is_secret = not is_product and (has_strong_look(value) or has_mixed_look(value))
    return SecretSpan(start, start + len(value), PASSWORD) if is_secret else None
