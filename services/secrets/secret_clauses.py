"""Secret clauses: words stand between the name of a secret and the secret itself.

"The password that Omar set for the portal is Basalt_77", "the account is 'root' and 'Tr0picana'",
"security question: first pet, answer Simba". Each look is at a window of bounded length.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from services.secrets.secret_tokens import CODE, PASSWORD, SecretSpan
from services.secrets.secret_values import (
    has_code_look,
    has_secret_look,
    has_sure_look,
    is_joined_word,
    trim_value,
)
from services.secrets.secret_words import (
    BLANK,
    CODE_NAMES,
    SecretWords,
    compile_list,
    compile_words,
    find_places,
    join_words,
    read_secret_words,
    read_word_lists,
)

_REACH = 110
_VALUE = r"(?:«\s|[\"'«“`])?(?P<value>[^\s\"'«»“”`,;()<>]{4,60})"
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDS = re.compile(rf"[.!,;)\"'»”]{{0,3}}{BLANK}{{0,3}}(?:$|\n)")
_ANSWER = r"[\"'«“`]?(?P<value>[^\s,.;:!?()\[\]\"«»“”`\n][^,.;:!?()\[\]\"«»“”`\n]{1,40})"
_MOST_WORDS = 4
_MAIL_PAIR = re.compile(rf"@[\w.-]{{3,60}}{BLANK}{{0,2}}(?:/|:{BLANK}){BLANK}{{0,2}}{_VALUE}")


def find_clauses(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield what a verb says of a password or a code, some words after its name.

    `announced_words` come from `list_announced`.
    """
    words, next_start = read_secret_words(), {True: len(text), False: len(text)}
    for announced in reversed(list(announced_words)):
        kind = announced.lastgroup or ""
        is_code = kind in CODE_NAMES
        if kind in ("login", "key"):
            continue
        # A clause ends where the next such word begins, so that no part is looked at twice.
        end = min(announced.end() + 2 * _REACH, next_start[is_code])
        next_start[is_code] = announced.start()
        found = _compile_clause().match(text, announced.end(), end)
        if found is None:
            continue
        between = text[announced.end() : found.start("value")].casefold()
        value = trim_value(found["value"])
        says = _says_code if is_code else _says_password
        is_aside = is_code and between.startswith(",")
        is_about = not is_aside and not words.topics.isdisjoint(between.split()[:3])
        if not is_about and says(found, value, announced, words):
            start = found.start("value")
            yield SecretSpan(start, start + len(value), CODE if is_code else PASSWORD)


def find_accounts(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield the second of two: "the account is 'root' and 'Tr0picana'"."""
    words = read_secret_words()
    for at in find_places(lowered, _list_triggers("users")):
        found = _compile_accounts().match(text, at) if words.users.match(text, at) else None
        if found is None:
            continue
        value = trim_value(found["value"])
        is_quoted = text[found.start("value") - 2 : found.start("value")].strip()[-1:] in tuple(
            "\"'«“`"
        )
        is_sure = has_sure_look(value) or (is_quoted and has_secret_look(value))
        is_one = (
            any(char.isalpha() for char in value)
            and not set("=&") & set(value)
            and "@" not in value[1:-1].partition(".")[0]
        )
        if is_sure and is_one and value.casefold() not in words.products:
            yield SecretSpan(found.start("value"), found.start("value") + len(value), PASSWORD)


def find_mail_pairs(text: str) -> Iterator[SecretSpan]:
    """Yield the password of "lea@example.org / Peony_44"."""
    for at in find_places(text, ("@",)):
        found = _MAIL_PAIR.match(text, at)
        value = trim_value(found["value"]) if found else ""
        is_mixed = len(value) >= 7 and value != value.upper() and has_secret_look(value)
        if found and is_mixed and "@" not in value[1:]:
            yield SecretSpan(found.start("value"), found.start("value") + len(value), PASSWORD)


def find_answers(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield the answers to the questions that open an account again."""
    never = read_secret_words().never
    places = find_places(lowered, _list_triggers("questions"))
    for at, end in pairwise([*places, len(text)]):
        found = _compile_answers().match(text, at, min(end, at + 3 * _REACH))
        if found is None:
            continue
        group = next(name for name in ("value", "other", "said") if found[name])
        if group == "said" and not compile_list("answers").search(text, max(0, at - 30), at + 25):
            continue
        value = found[group].rstrip()
        said = value.casefold().split()
        if 1 <= len(said) <= _MOST_WORDS and said[0] not in never:
            yield SecretSpan(found.start(group), found.start(group) + len(value), PASSWORD)


def _says_password(
    found: re.Match[str], value: str, announced: re.Match[str], words: SecretWords
) -> bool:
    if value.casefold() in words.never or value.casefold() in words.products:
        return False
    has_letter = any(char.isalpha() for char in value)
    if announced.lastgroup == "doubtful":
        is_account = words.accounts.search(found["between"]) is not None
        is_near = len(found["between"]) <= 30 and has_letter and any(map(str.isdigit, value))
        return is_near and not is_account and len(value) >= 7 and has_secret_look(value)
    if has_secret_look(value):
        return has_letter
    is_clause = _compile_relatives().match(found["between"]) is not None
    is_last = _ENDS.match(found.string, found.start("value") + len(value)) is not None
    return is_clause and is_last and is_joined_word(value, words.never) and value.islower()


def _says_code(
    found: re.Match[str], value: str, announced: re.Match[str], words: SecretWords
) -> bool:
    if not has_code_look(value) or not value.strip("*#").replace("-", "").isdigit():
        return False
    if _YEAR.fullmatch(value):
        return False
    if announced.lastgroup == "code":
        after = found.string[found.end() : found.end() + 20]
        return words.counts.search(f"{found['between']} {after}") is None
    before = announced.string[max(0, announced.start() - 20) : announced.start()].split()[-1:]
    around = " ".join([*before, *found["between"].split()[:3]])
    if words.accounts.search(around):
        return False
    opens = _compile_opens().search(found["between"])
    return opens is not None or words.things.search(found["between"]) is not None


@cache
def _compile_clause() -> re.Pattern[str]:
    lists = read_word_lists()
    links = join_words([*lists["links"], *lists["many_links"]])
    return re.compile(
        rf"(?P<between>(?:{BLANK}|,{BLANK})[^\n.!?;:=]{{1,{_REACH}}}?)"
        rf"(?:{BLANK}(?:{links}){BLANK}{{1,3}}|{BLANK}{{0,3}}[:=：](?!//){BLANK}{{0,3}}|['’]s{BLANK})"
        rf"(?:(?:{links}|now|still){BLANK})?{_VALUE}",
        re.IGNORECASE,
    )


@cache
def _compile_relatives() -> re.Pattern[str]:
    return re.compile(
        rf"[,{BLANK[1:-1]}]{{1,3}}(?:{join_words(read_word_lists()['relatives'])})(?![^\W_])",
        re.IGNORECASE,
    )


@cache
def _compile_opens() -> re.Pattern[str]:
    lists = read_word_lists()
    return compile_words([*lists["opens"], *lists["goes_in"]])


@cache
def _compile_accounts() -> re.Pattern[str]:
    lists = read_word_lists()
    links = join_words([*lists["links"], *lists["many_links"]])
    return re.compile(
        rf"[^\W\d_][^\W\d_'’ ]{{0,20}}(?:{BLANK}name)?"
        rf"(?:{BLANK}?[:=]{BLANK}{{0,3}}|{BLANK}(?:{links}){BLANK}|{BLANK}(?=[\"'«“`]))"
        rf"[\"'«“`]?{BLANK}?[^\s,;\"'»”`/]{{2,60}}(?:{BLANK}(?=[»”]))?[\"'»”`]?"
        rf"(?:{BLANK}?[\"'»”`]?(?:,{BLANK}{{0,2}}|{BLANK}[/+&|]{BLANK})"
        rf"|[\"'»”`]?{BLANK}(?:{join_words(lists['log_in_and'])}){BLANK})"
        rf"{_VALUE}",
        re.IGNORECASE,
    )


@cache
def _compile_answers() -> re.Pattern[str]:
    lists = read_word_lists()
    questions, answers = join_words(lists["questions"]), join_words(lists["answers"])
    links = join_words(lists["links"])
    tie = rf"{BLANK}{{0,3}}(?:[:=：–—-]|{BLANK}(?:{links})(?![^\W_])|{BLANK}){BLANK}{{0,3}}"
    return re.compile(
        rf"(?:{questions})s?(?![^\W_])(?:[^\n]|\n(?![ \t]*\n)){{0,{_REACH}}}?"
        rf"(?<![^\W_])(?:{answers})(?![^\W_]){tie}{_ANSWER}"
        rf"|(?:{questions})s?{BLANK}{{0,3}}[:=(\"«“](?:[^\n]{{3,80}}?"
        rf"(?:{BLANK}[–—-]|[?:=]|->|→)[\"»”]?)?{BLANK}{{1,3}}{_ANSWER.replace('value', 'other')}"
        rf"(?=[.]?{BLANK}*(?:\n|$))"
        rf"|(?:{questions}){BLANK}(?:{links}){BLANK}{_ANSWER.replace('value', 'said')}",
        re.IGNORECASE,
    )


@cache
def _list_triggers(name: str) -> tuple[str, ...]:
    kept: list[str] = []
    for word in sorted({word.lower() for word in read_word_lists()[name]}):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return tuple(kept)
