"""Secret sentences: those that give a secret away without a word such as "password" before it.

"The safe opens with 48-17-93", "network X, key Y". A rule begins at a word of its
list and looks at a window of bounded length from there.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from services.secrets.secret_tokens import CODE, KEY, PASSWORD, SecretSpan
from services.secrets.secret_values import (
    has_code_look,
    has_secret_look,
    is_joined_word,
    trim_value,
)
from services.secrets.secret_words import (
    BLANK,
    compile_list,
    compile_words,
    find_places,
    join_words,
    list_triggers,
    read_secret_words,
    read_word_lists,
)

_REACH = 100
_SENTENCE_END = re.compile(r"[.!?;؟]\s|\n")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = (
    rf"(?!\d|[.,]\d|{BLANK}?(?:%|€|\$|£|(?:usd|eur|chf|xof|xaf|fcfa|cfa|gbp|km|kg|cm|mm|m|l|h|min)"
    r"(?![^\W_])))"
)
_VALUE = r"[^\s\"'«»“”,;()<>]{4,60}"
_DIALLED = rf"[*#]?\d{{1,4}}(?:[ ./-]\d{{1,4}}){{1,5}}[*#]?{_UNIT}|[*#]?\d{{4,8}}[*#]?{_UNIT}"
_PLAIN_END = re.compile(rf"[.,;)\"'»”]{{0,3}}{BLANK}{{0,3}}(?:$|\n)|[.,;]{BLANK}")


class _Rule(NamedTuple):
    """Where a rule begins, in lower case, and what it looks for from there."""

    triggers: tuple[str, ...]
    begins: re.Pattern[str]
    pattern: re.Pattern[str]


def find_sentences(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield the secrets of such sentences. `lowered`: see `lower_in_place`."""
    yield from _find_turns(text, lowered)
    yield from _find_opened(text, lowered)
    yield from _find_network_keys(text, lowered)


def find_set_apart(text: str, at: int) -> Iterator[SecretSpan]:
    """Yield the value after "the password is" + "that of Fatou, soleil, ..."; `at` ends the link.

    Only a word that commas, dashes or brackets set apart is one.
    """
    _, end = _find_sentence(text, at)
    found = _compile_set_apart().search(text, at, min(len(text), end + 1))
    value = found["value"] if found else ""
    words = read_secret_words()
    if found and (has_secret_look(value) or is_joined_word(value, words.never)):
        yield SecretSpan(found.start("value"), found.end("value"), PASSWORD)


def _find_turns(text: str, lowered: str) -> Iterator[SecretSpan]:
    rule, words, done_to = _compile_turns(), read_secret_words(), 0
    for at in _list_begins(text, lowered, rule):
        found = rule.pattern.search(text, max(done_to, at - 4), at + _REACH)
        if found is None or found.start() < done_to or at < done_to:
            continue
        around = text[max(0, found.start() - _REACH) : found.end() + 60]
        done_to = found.end()
        if words.things.search(around) or compile_list("safes").search(around):
            yield SecretSpan(found.start(), found.end(), CODE)


def _find_opened(text: str, lowered: str) -> Iterator[SecretSpan]:
    rule, opens = _compile_opened(), compile_list("opens")
    rule_words = compile_list("instruments")
    done_to = 0
    for at in _list_begins(text, lowered, rule):
        start, end = _find_sentence(text, at)
        if start < done_to or not opens.search(text, start, end):
            continue
        done_to = end
        for found in rule.pattern.finditer(text, start, end):
            group = "value" if found["value"] else "before"
            value = trim_value(found[group])
            # "by 2026" is no number to type, "type 1946" is one.
            is_typed = not rule_words.match(found[0])
            if has_code_look(value) and (is_typed or not _YEAR.fullmatch(value)):
                begin = found.start(group)
                yield SecretSpan(begin, begin + len(value), CODE)


def _find_network_keys(text: str, lowered: str) -> Iterator[SecretSpan]:
    rule, words = _compile_network_keys(), read_secret_words()
    networks = compile_list("networks")
    for at in _list_begins(text, lowered, rule):
        found = rule.pattern.match(text, at)
        value = trim_value(found["value"]) if found else ""
        if found is None or len(value) < 6:
            continue
        start, _ = _find_sentence(text, at)
        start = max(start, text.rfind("\n", start, at) + 1)
        begin = found.start("value")
        is_last = _PLAIN_END.match(text, begin + len(value)) is not None
        is_plain = len(value) >= 8 and is_joined_word(value, words.never)
        is_tied = found["tie"].strip() != "" or text[start:at].rstrip().endswith((",", "،", "/"))
        is_key = has_secret_look(value) or (is_plain and is_last and is_tied)
        if is_key and networks.search(text, start, at):
            yield SecretSpan(begin, begin + len(value), KEY)


def _list_begins(text: str, lowered: str, rule: _Rule) -> Iterator[int]:
    """Yield where a rule begins: at a whole word of its list."""
    for at in find_places(lowered, rule.triggers):
        if rule.begins.match(text, at):
            yield at


def _find_sentence(text: str, at: int) -> tuple[int, int]:
    start = max(0, at - _REACH)
    for mark in _SENTENCE_END.finditer(text, start, at):
        start = mark.end()
    after = _SENTENCE_END.search(text, at, at + _REACH)
    return start, after.start() if after else min(len(text), at + _REACH)


def _make_rule(words: list[str], pattern: str) -> _Rule:
    return _Rule(list_triggers(words), compile_words(words), re.compile(pattern, re.IGNORECASE))


@cache
def _compile_turns() -> _Rule:
    words = read_word_lists()["turns"]
    small = r"(?:[^\W\d_]{1,5}[ ]){0,2}"
    turn = (
        rf"(?:{join_words(words)}){BLANK}{{0,2}}[:,-]?{BLANK}{{0,2}}{small}\d{{1,3}}(?!\d){_UNIT}"
    )
    turned = rf"\d{{1,3}}{BLANK}{{1,2}}{small}(?:{join_words(words)})(?![^\W_])"
    between = rf"[,،;/→>{BLANK[1:-1]}-]{{1,4}}{small}"
    return _make_rule(
        words,
        rf"(?<![^\W_])(?:{turn}(?:{between}{turn}){{1,7}}|\d{{1,2}}(?:{between}{turn}){{2,7}}|{turned}(?:{between}{turned}){{1,7}})",
    )


@cache
def _compile_opened() -> _Rule:
    lists = read_word_lists()
    small = rf"(?:[^\W\d_]{{1,12}}{BLANK}){{0,2}}[\"'«“]?"
    by = rf"(?:{join_words([*lists['instruments'], *lists['verbs']])})"
    return _make_rule(
        lists["things"],
        rf"(?<![^\W_]){by}(?:{BLANK}|(?<=[ب\u0640])|:{BLANK}?){small}(?P<value>{_DIALLED})"
        rf"|(?P<before>{_DIALLED})(?={BLANK}(?:{join_words(lists['typed_after'])})(?![^\W_]))",
    )


@cache
def _compile_network_keys() -> _Rule:
    lists = read_word_lists()
    assigns = rf"{BLANK}{{0,2}}(?:[:=：]|->|→){BLANK}{{0,3}}"
    links = rf"{assigns}|{BLANK}(?:{join_words(lists['links'])}){BLANK}"
    return _make_rule(
        lists["network_keys"],
        rf"(?:{join_words(lists['network_keys'])})(?P<tie>{links}|{BLANK})[\"'«“`]?(?P<value>{_VALUE})",
    )


@cache
def _compile_set_apart() -> re.Pattern[str]:
    same = join_words(read_word_lists()["same_as"])
    return re.compile(
        rf"(?<![^\W_])(?:{same})(?:{BLANK}[^\W_]{{1,25}}){{0,3}}"
        rf"{BLANK}?[,:(–—-]{BLANK}?[\"'«“]?(?P<value>[^\s,;()\"'«»“”]{{4,60}}?)"
        rf"(?=[\"'»”]?{BLANK}?(?:[,;)–—]|[.]?{BLANK}{{0,3}}(?:$|\n)|[.]{BLANK}))",
        re.IGNORECASE,
    )
