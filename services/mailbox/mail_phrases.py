"""Phrases: what mail says in each language, read from templates/policies/mail/*.yaml."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ruamel.yaml import YAML

from services.mailbox.sentences import fold, fold_pattern
from templates import TEMPLATES

FOLDER = TEMPLATES / "policies" / "mail"
ANY_LANGUAGE = "any"
_EDGES = {
    # A phrase may begin or end with punctuation; only where it ends with a letter must a word end.
    "whole_words": (r"(?:(?<!\w)|(?=\W))", r"(?:(?!\w)|(?<=\W))"),
    "word_starts": (r"(?<!\w)[وف]?", ""),
    "none": ("", ""),
}
_NEARLY = 0.6
_SURE = 1.5
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Language:
    """One language's phrases; `data` as in its file."""

    code: str
    data: Mapping[str, Any]

    def get_pattern(self, topic: str) -> re.Pattern[str]:
        """Return one pattern for the topic's list ("requests", "folders.spam"), for folded text."""
        return _compile_topic(self.code, topic)

    def get_list(self, topic: str) -> list[str]:
        """Return the entries of the topic as they stand in the file; empty where there are none."""
        found: Any = self.data
        for part in topic.split("."):
            found = (found or {}).get(part)
        return list(found or ())

    def make_pattern(self, entry: str) -> str:
        """Return an entry as a folded pattern with the words that its placeholders stand for."""
        for name, topic in (
            ("{verb}", "verbs"),
            ("{month}", "months"),
            ("{weekday}", "weekdays"),
            ("{number}", "numbers"),
        ):
            if name in entry:
                words = list(self.get_list(topic))
                if topic == "numbers":
                    words.append(r"\d{1,2}")
                entry = entry.replace(name, f"(?:{'|'.join(words)})")
        return fold_pattern(entry)

    def add_edges(self, pattern: str) -> str:
        """Return the pattern so that it does not match inside of a word."""
        before, after = _EDGES[self.data["edges"]]
        return f"{before}(?:{pattern}){after}"


@cache
def read_languages() -> Mapping[str, Language]:
    """Return the languages by their code, sorted; "any" is what holds for all."""
    found: dict[str, Language] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found[data["language"]] = Language(data["language"], data)
    return found


def list_languages(codes: tuple[str, ...] = ()) -> Iterator[Language]:
    """Yield the languages with these codes; all spoken ones where no code is given."""
    for code, language in read_languages().items():
        if code != ANY_LANGUAGE and (not codes or code in codes):
            yield language


def is_said(topic: str, folded: str, codes: tuple[str, ...] = ()) -> bool:
    """Whether a phrase of the topic stands in the folded text, in one of the languages."""
    return any(each.get_pattern(topic).search(folded) for each in list_languages(codes))


def find_spans(topic: str, folded: str, codes: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """Return where phrases of the topic stand in the folded text."""
    return [
        found.span()
        for each in list_languages(codes)
        for found in each.get_pattern(topic).finditer(folded)
    ]


def begins_with(topic: str, folded: str) -> bool:
    """Whether the folded text begins with a phrase of the topic, in any language."""
    return any(each.get_pattern(topic).match(folded) for each in list_languages())


def is_whole(topic: str, folded: str, codes: tuple[str, ...] = ()) -> bool:
    """Whether the whole folded text is a phrase of the topic, apart from punctuation."""
    bare = folded.strip(" .,:;!-*_[]()<>\"'،")
    return any(_whole(each.code, topic).fullmatch(bare) for each in list_languages(codes))


@lru_cache(maxsize=2048)
def detect_languages(folded: str) -> tuple[str, ...]:
    """Return the codes of the languages that the folded text may be in, best first.

    Empty where nothing shows it: every language is then possible.
    """
    by_script = [each.code for each in list_languages() if _has_script(each, folded)]
    words = re.findall(r"[\w'-]+", folded)[:400]
    scores = {
        each.code: sum(_weights().get(word, 0.0) for word in words if word in _stopwords(each.code))
        for each in list_languages()
        if "stopwords" in each.data
    }
    best = max(scores.values(), default=0.0)
    # A few short words show little: all languages that have one of them are then possible.
    least = _NEARLY * best if best >= _SURE else 0.0
    likely = [code for code, score in scores.items() if score > 0 and score >= least]
    ranked = sorted(likely, key=lambda code: (-scores[code], code))
    return tuple(by_script + ranked)


def is_stopword(word: str) -> bool:
    """Whether the folded word only shows the language."""
    return word in _weights()


def _has_script(language: Language, folded: str) -> bool:
    script = language.data.get("script")
    if not script:
        return False
    letters = len(re.findall(script, folded))
    return letters >= 4 or letters * 3 > len(folded) > 0


@cache
def _stopwords(code: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in read_languages()[code].data["stopwords"])


@cache
def _weights() -> Mapping[str, float]:
    """Return how much a word shows: "le" is French and Spanish, "je" is only French."""
    counts = Counter(
        word
        for each in list_languages()
        if "stopwords" in each.data
        for word in _stopwords(each.code)
    )
    return {word: 1 / count**2 for word, count in counts.items()}


@cache
def _compile_topic(code: str, topic: str) -> re.Pattern[str]:
    language = read_languages()[code]
    entries = [language.make_pattern(str(entry)) for entry in language.get_list(topic)]
    if not entries:
        return _NEVER
    # The edges stand around all entries: most places of a text fail at the first of them.
    return re.compile(language.add_edges("|".join(f"(?:{entry})" for entry in entries)))


@cache
def _whole(code: str, topic: str) -> re.Pattern[str]:
    language = read_languages()[code]
    entries = [language.make_pattern(str(entry)) for entry in language.get_list(topic)]
    return re.compile("|".join(f"(?:{entry})" for entry in entries)) if entries else _NEVER
