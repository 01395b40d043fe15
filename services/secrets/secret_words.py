"""Secret words: the data of templates/policies/secret-words.yaml, compiled once.

Also the few places of a long text at which a secret could begin at all: looking for fixed words is
a hundred times faster than trying patterns at every character.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ruamel.yaml import YAML

from templates import TEMPLATES

BLANK = "[ \\t\u00a0\u202f]"
# In this order: "wi-fi key" is found before "wi-fi".
_NAMES = ("code", "key", "phrase", "password", "short", "doubtful", "login", "loose")
_WHOLE_WORDS = ("login", "code", "short", "doubtful", "loose")
_RULES = ("turns", "things", "network_keys", "questions")
"""Lists at whose words other rules begin."""
_LONGEST_KNOWN = 40


def lower_in_place(text: str) -> str:
    """Return the text in lower case, each character at its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # The few characters that become two in lower case stay as they are.
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def find_places(text: str, triggers: Iterable[str]) -> list[int]:
    """Return where any of the triggers begins, in order, each place once.

    Hardly any stands in a text: only those are looked for whose parts are in words of the text.
    """
    places: set[int] = set()
    parts, held = _read_parts(), _list_held(text)
    for trigger in triggers:
        if held.issuperset(parts[trigger]):
            places.update(find_each(text, trigger))
    return sorted(places)


@dataclass(frozen=True)
class SecretWords:
    """What announces a secret, what may stand between, and what is none.

    One of the triggers begins each announcing word, in lower case. The group of `announcing` that
    matched names the kind of word; `link` has the groups `about`, `bare`, `assigns` and `says`.
    """

    announcing: re.Pattern[str]
    triggers: tuple[str, ...]
    link: re.Pattern[str]
    never: frozenset[str]
    topics: frozenset[str]
    products: frozenset[str]
    qualifiers: frozenset[str]
    labels: frozenset[str]
    many: frozenset[str]
    groups: frozenset[str]
    begin_phrases: frozenset[str]
    in_phrases: frozenset[str]
    things: re.Pattern[str]
    counts: re.Pattern[str]
    accounts: re.Pattern[str]
    users: re.Pattern[str]
    verbs: re.Pattern[str]
    says: re.Pattern[str]

    def is_many(self, name: str) -> bool:
        """Whether a word announces several secrets: "codes", "passwords"."""
        return name.endswith("s") or any(word in name for word in self.many)

    def may_be_phrase(self, said: Collection[str]) -> bool:
        """Whether words may be a passphrase, and do not say where it is or who knows it."""
        first, *others = said
        denying = self.never - self.begin_phrases
        return first not in denying and denying.isdisjoint(set(others) - self.in_phrases)

    def is_grouped(self, name: str) -> bool:
        """Whether a word announces codes of letters and digits in groups: "recovery codes"."""
        return any(word in name for word in self.groups)


@cache
def read_word_lists() -> dict[str, list[str]]:
    """Return the lists of the policy as they stand there."""
    path = TEMPLATES / "policies" / "secret-words.yaml"
    data: dict[str, list[str]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return data


@cache
def read_secret_words() -> SecretWords:
    """Return the words of the policy."""
    data = read_word_lists()
    sets = (
        "never",
        "topics",
        "products",
        "qualifiers",
        "labels",
        "many",
        "groups",
        "begin_phrases",
        "in_phrases",
    )
    folded = {name: frozenset(word.casefold() for word in data[name]) for name in sets}
    return SecretWords(
        announcing=_compile_announcing(data),
        triggers=list_triggers(word for name in _NAMES for word in _get_words(data, name)),
        link=_compile_link(data),
        things=re.compile(join_words(data["things"]), re.IGNORECASE),
        counts=compile_words(data["counts"]),
        accounts=compile_words(data["accounts"]),
        users=compile_words(data["users"]),
        verbs=_compile_verbs(data["verbs"]),
        says=compile_words(data["many_links"]),
        **folded,
    )


def join_words(words: Iterable[str]) -> str:
    """Join words into alternatives of a pattern, longer ones first."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ordered)


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of these whole words."""
    return re.compile(rf"(?<![^\W_])(?:{join_words(words)})(?![^\W_])", re.IGNORECASE)


@cache
def compile_list(name: str) -> re.Pattern[str]:
    """Return a pattern for any whole word of one list of the policy."""
    return compile_words(read_word_lists()[name])


def is_announcing(name: str) -> bool:
    """Whether a name, as of an element or a field, announces a secret."""
    found = read_secret_words().announcing.search(name)
    return found is not None and found.lastgroup not in ("login", "loose", "doubtful")


def list_announced(text: str, lowered: str) -> list[re.Match[str]]:
    """Return the announcing words of a text, in order; none overlaps another."""
    words = read_secret_words()
    found: list[re.Match[str]] = []
    for at in find_places(lowered, words.triggers):
        match = words.announcing.match(text, at)
        if match and (not found or at >= found[-1].end()):
            found.append(match)
    return found


def find_each(text: str, trigger: str) -> Iterator[int]:
    """Yield where a word begins, in order."""
    at = text.find(trigger)
    while at != -1:
        yield at
        at = text.find(trigger, at + 1)


@lru_cache(maxsize=2)
def _list_held(text: str) -> set[str]:
    """Return the parts of triggers that stand in any word of a text."""
    words = set(text.split())
    long = [word for word in words if len(word) > _LONGEST_KNOWN]
    words.difference_update(long)
    return set().union(*map(_know_parts, words), *map(_find_parts, long))


@lru_cache(maxsize=20_000)
def _know_parts(word: str) -> Collection[str]:
    return _find_parts(word)


def _find_parts(word: str) -> Collection[str]:
    places = ((at, _sort_parts().get(word[at : at + 2], ())) for at in range(len(word) - 1))
    return {part for at, parts in places for part in parts if word.startswith(part, at)}


@cache
def _read_parts() -> dict[str, list[str]]:
    """Return the parts of each trigger of any rule, by trigger: "mot", "de", "passe"."""
    data = read_word_lists()
    names = (word for name in _NAMES for word in _get_words(data, name))
    lists = (word for name in _RULES for word in data[name])
    lowered = {word.lower() for word in (*names, *lists)}
    return {word: [part for part in word.split() if len(part) > 1] for word in lowered}


@cache
def _sort_parts() -> dict[str, list[str]]:
    """Return all parts by their first two characters; none is shorter."""
    by_front: dict[str, list[str]] = {}
    for part in sorted({part for parts in _read_parts().values() for part in parts}):
        by_front.setdefault(part[:2], []).append(part)
    return by_front


def _compile_announcing(data: dict[str, list[str]]) -> re.Pattern[str]:
    """Return a pattern for all announcing words: short ones stand alone, long ones in compounds."""
    patterns = []
    for name in _NAMES:
        words = _get_words(data, name)
        border = r"(?<![^\W_])" if name in _WHOLE_WORDS else ""
        patterns.append(rf"{border}(?P<{name}>{join_words(words)})(?:s?(?![^\W_])|(?=[是为為]))")
    return re.compile("|".join(patterns), re.IGNORECASE)


def _get_words(data: dict[str, list[str]], name: str) -> list[str]:
    return data.get(f"{name}_passwords") or data.get(f"{name}_codes") or data[f"{name}s"]


def list_triggers(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in lower case, without those that begin with another one."""
    kept: list[str] = []
    for word in sorted({word.lower() for word in words}):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return tuple(kept)


def _compile_link(data: dict[str, list[str]]) -> re.Pattern[str]:
    """Return a pattern for what stands between the announcing word and the value."""
    links, many_links, prepositions, which = (
        join_words(data[name]) for name in ("links", "many_links", "prepositions", "which")
    )
    about = (
        rf"(?:{BLANK}{{0,2}}\([^()\n]{{1,40}}\))?"
        rf"(?P<about>{BLANK}{{1,3}}(?:(?:{prepositions})(?:{BLANK}|(?<=['’ـ]))"
        r"|(?=[^\W\d_a-zA-Z]))(?:[^\n:=：;.!?\t]|\.(?=\S)){1,50}?)?"
    )
    says = (
        rf"(?:(?:\?|,{BLANK}(?:{which}))?{BLANK}{{1,3}}(?:{links}|—|–|-)(?!\w){BLANK}{{0,3}}"
        r"|[是为為])"
    )
    assigns = (
        rf"[\"'’»\]*_]{{0,3}}{BLANK}{{0,3}}(?:[:=：]{{1,2}}|->|→|=>|\t|>)"
        rf"(?:[*_]{{1,2}}(?={BLANK}))?(?:{BLANK}{{0,5}}(?:</?\w{{1,10}}>|[|*_]{{1,2}}(?=\w))?){BLANK}{{0,5}}"
    )
    word = r"[^\W\d_][\w-]{1,19}"
    bare = (
        rf"{BLANK}(?P<bare>{word}(?:{BLANK}{word}){{0,2}})"
        rf"(?:{BLANK}\([^()\n]{{1,40}}\))?{BLANK}{{0,3}}[:=：]"
    )
    return re.compile(
        rf"{about}(?:(?:{says})?(?P<assigns>{assigns})|(?P<says>{says})){BLANK}{{0,3}}"
        rf"|{bare}{BLANK}{{0,3}}|(?:['’]s)?{BLANK}{{1,3}}(?:(?:still|now|{many_links}){BLANK})?",
        re.IGNORECASE,
    )


def _compile_verbs(verbs: list[str]) -> re.Pattern[str]:
    """Return a pattern for an order with its value, an article at most between them."""
    small = rf"(?:[^\W\d_]{{1,3}}{BLANK}{{1,2}}){{0,1}}"
    return re.compile(
        rf"(?<![^\W_])(?:{join_words(verbs)}){BLANK}{{1,3}}{small}[\"'«“]?{BLANK}?(?P<value>[^\s\"'«»“”,;()]{{4,60}})",
        re.IGNORECASE,
    )
