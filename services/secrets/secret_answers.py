"""Secret answers: those to the questions that open an account again.

"Security question: first pet, answer Simba". Each look is at a window of bounded length.

A module of its own: an answer has no look of a secret, any words may be one.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from services.secrets.secret_tokens import PASSWORD, SecretSpan
from services.secrets.secret_words import (
    BLANK,
    compile_list,
    find_places,
    join_words,
    list_triggers,
    read_secret_words,
    read_word_lists,
)

_REACH = 110
_ANSWER = r"[\"'«“`]?(?P<value>[^\s,.;:!?()\[\]\"«»“”`\n][^,.;:!?()\[\]\"«»“”`\n]{1,40})"
_MOST_WORDS = 4


def find_answers(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield the answers to the questions that open an account again."""
    never = read_secret_words().never
    places = find_places(lowered, list_triggers(read_word_lists()["questions"]))
    for at, end in pairwise([*places, len(text)]):
        found = _compile_answers().match(text, at, min(end, at + 3 * _REACH))
        if found is None:
            continue
        group = next(name for name in ("value", "told", "other", "said") if found[name])
        if group == "said" and not compile_list("answers").search(text, max(0, at - 30), at + 25):
            continue
        value = found[group].rstrip()
        said = value.casefold().split()
        if 1 <= len(said) <= _MOST_WORDS and said[0] not in never:
            yield SecretSpan(found.start(group), found.start(group) + len(value), PASSWORD)


@cache
def _compile_answers() -> re.Pattern[str]:
    lists = read_word_lists()
    questions, answers = join_words(lists["questions"]), join_words(lists["answers"])
    links = join_words(lists["links"])
    asked_for = join_words(lists["asked_for"])
    tie = rf"{BLANK}{{0,3}}(?:[:=：–—-]|{BLANK}(?:{links})(?![^\W_])|{BLANK}){BLANK}{{0,3}}"
    return re.compile(
        rf"(?:{questions})s?(?![^\W_])(?:[^\n]|\n(?![ \t]*\n)){{0,{_REACH}}}?"
        rf"(?<![^\W_])(?:{answers})(?![^\W_]){tie}{_ANSWER}"
        # "Secret question, name of my first cat: Simba".
        rf"|(?:{questions})(?![^\W_])[^\n?!]{{1,60}}?(?<![^\W_])(?:{asked_for})(?![^\W_])[^\n?!]{{0,40}}?"
        rf"(?:{BLANK}{{0,3}}(?:[:=,،→–—]|->)|{BLANK}(?:{links}))"
        rf"{BLANK}{{1,3}}{_ANSWER.replace('value', 'told')}(?=[.]?{BLANK}*(?:\n|$))"
        rf"|(?:{questions})s?{BLANK}{{0,3}}[:=(\"«“](?:[^\n]{{3,80}}?"
        rf"(?:{BLANK}[–—-]|[?:=]|->|→)[\"»”]?)?{BLANK}{{1,3}}{_ANSWER.replace('value', 'other')}"
        rf"(?=[.]?{BLANK}*(?:\n|$))"
        rf"|(?:{questions}){BLANK}(?:{links}){BLANK}{_ANSWER.replace('value', 'said')}",
        re.IGNORECASE,
    )
