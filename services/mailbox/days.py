"""Days: the dates that a sentence names, counted from the day on which it was written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.mailbox.day_rules import resolve_day, resolve_numeric
from services.mailbox.mail_phrases import (
    ANY_LANGUAGE,
    Language,
    list_languages,
    read_languages,
)
from services.mailbox.sentences import fold, fold_pattern

_Span = tuple[int, int, date]
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<iso>20\d\d)[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?:(?P=sign)(?P<year>(?:20)?\d\d))?"
    r")(?![\d/]|[.-]\d|%)"
)
_BETWEEN = re.compile(r",? ?\(?(?:the |le |el |den |dem |der |al |du )?")


@dataclass(frozen=True)
class NamedDay:
    """A day in a sentence. `is_deadline`: something is to be done by then.

    `is_complement`: it says which thing is meant ("the minutes of 4 December").
    """

    on: date
    start: int
    end: int
    is_deadline: bool
    is_complement: bool
    is_stay: bool
    """Something lasts until then, or from then on: "I am away until Friday"."""


def list_days(folded: str, written_on: date, codes: tuple[str, ...] = ()) -> list[NamedDay]:
    """Return the days that the folded sentence names, in order."""
    spans = [*_find_worded(folded, written_on, codes), *_find_numeric(folded, written_on)]
    # Of two phrases at one place the longer one is meant: "day after tomorrow".
    spans.sort(key=lambda span: (-(span[1] - span[0]), span[0], span[2]))
    taken: list[_Span] = []
    for span in spans:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in taken):
            taken.append(span)
    return [_judge(folded, span, codes) for span in _join_doubled(folded, sorted(taken))]


def _join_doubled(folded: str, spans: list[_Span]) -> list[_Span]:
    """Take "Wednesday 9 December" for one day: the date says which Wednesday."""
    joined: list[_Span] = []
    for span in spans:
        start, end, day = span
        if joined and _BETWEEN.fullmatch(folded[joined[-1][1] : start]):
            before = joined.pop()
            has_number = re.search(r"\d", folded[start:end])
            start, day = before[0], day if has_number else before[2]
        joined.append((start, end, day))
    return joined


def _find_worded(folded: str, written_on: date, codes: tuple[str, ...]) -> Iterator[_Span]:
    for language in list_languages(codes):
        # One pattern finds the places, so that dozens are tried there and nowhere else.
        anything = _compile_any_day(language.code)
        found = anything.search(folded)
        while found is not None:
            span = _resolve_at(folded, found.start(), written_on, language)
            if span is not None:
                yield span
            place = span[1] if span else found.start() + 1
            found = anything.search(folded, place)


def _resolve_at(folded: str, start: int, written_on: date, language: Language) -> _Span | None:
    """Return the day of the longest phrase that begins here and means one."""
    spans: list[_Span] = []
    for kind, pattern in _compile_days(language.code):
        match = pattern.match(folded, start)
        day = resolve_day(kind, match, written_on, language) if match else None
        if match and day is not None:
            spans.append((start, match.end(), day))
    return max(spans, key=lambda span: span[1], default=None)


def _find_numeric(folded: str, written_on: date) -> Iterator[_Span]:
    for match in _NUMERIC.finditer(folded):
        is_told = bool(_before_numbers().search(folded[: match.start()].rstrip()))
        day = resolve_numeric(match, written_on, is_told_as_day=is_told)
        if day is not None:
            yield match.start(), match.end(), day


def _judge(folded: str, span: _Span, codes: tuple[str, ...]) -> NamedDay:
    start, end, day = span
    before, inside, after = folded[:start].rstrip(), folded[start:end], folded[end:]
    languages = list(list_languages(codes))
    is_deadline = any(
        _stands_before(before, inside, each.code, "deadlines")
        or _stands_after(after, inside, each.code)
        for each in languages
    )
    is_complement = not is_deadline and any(
        _stands_before(before, "", each.code, "complements") for each in languages
    )
    is_stay = any(_stands_before(before, inside, each.code, "stays") for each in languages)
    return NamedDay(day, start, end, is_deadline, is_complement, is_stay)


def _stands_before(before: str, inside: str, code: str, topic: str) -> bool:
    pattern = _compile_before(code, topic)
    return bool(pattern.search(before + " ")) or bool(
        inside and _compile_inside(code, topic).match(inside)
    )


def _stands_after(after: str, inside: str, code: str) -> bool:
    pattern = _compile_after(code)
    return bool(pattern.match(after) or pattern.search(inside))


@cache
def _compile_before(code: str, topic: str) -> re.Pattern[str]:
    language = next(list_languages((code,)))
    entries = sorted((fold(entry) for entry in language.get_list(topic)), key=len, reverse=True)
    if not entries:
        return re.compile(r"(?!)")
    # A time of day may stand between: "by noon on Friday", "avant 18h vendredi".
    edge = "" if language.data["edges"] == "none" else r"(?<!\w)"
    hour = r"(?:\d{1,2} ?[h:]\d{0,2} ?(?:on |le |du |el )?)?"
    return re.compile(rf"{edge}(?:{'|'.join(map(re.escape, entries))})[ :]*{hour}$")


@cache
def _before_numbers() -> re.Pattern[str]:
    """Return what makes "4/12" a day: half of the pairs of numbers in mail are shares."""
    entries = read_languages()[ANY_LANGUAGE].get_list("before_numbers")
    return re.compile(rf"(?:{'|'.join(fold_pattern(entry) for entry in entries)})$")


@cache
def _compile_inside(code: str, topic: str) -> re.Pattern[str]:
    language = next(list_languages((code,)))
    entries = sorted((fold(entry) for entry in language.get_list(topic)), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, entries))})\b" if entries else r"(?!)")


@cache
def _compile_after(code: str) -> re.Pattern[str]:
    language = next(list_languages((code,)))
    entries = "|".join(fold_pattern(entry) for entry in language.get_list("deadlines_after"))
    return re.compile(rf"\s*,?\s*(?:{entries})" if entries else r"(?!)")


@cache
def _compile_any_day(code: str) -> re.Pattern[str]:
    language = next(list_languages((code,)))
    kinds: Mapping[str, list[str]] = language.data.get("days", {})
    entries = [language.make_pattern(entry) for each in kinds.values() for entry in each]
    nameless = "|".join(re.sub(r"\?P<\w+>", "?:", f"(?:{entry})") for entry in entries)
    return re.compile(language.add_edges(nameless) if entries else r"(?!)")


@cache
def _compile_days(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    language = next(list_languages((code,)))
    found: list[tuple[str, re.Pattern[str]]] = []
    kinds: Mapping[str, list[str]] = language.data.get("days", {})
    for kind, entries in kinds.items():
        for entry in entries:
            pattern = language.add_edges(language.make_pattern(entry))
            found.append((kind, re.compile(pattern)))
    return tuple(found)
