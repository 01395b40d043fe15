"""Days: the dates that a sentence names, counted from the day on which it was written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.harvest.mail.day_rules import resolve_day, resolve_numeric
from services.harvest.mail.folding import fold, fold_pattern
from services.harvest.mail.phrases import Language, list_languages

_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<iso>20\d\d)[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?:(?P=sign)(?P<year>(?:20)?\d\d))?)(?![\d/]|[.-]\d|%)"
)


@dataclass(frozen=True)
class NamedDay:
    """A day in a sentence. `is_deadline`: something is to be done by then.

    `is_complement`: it tells of which thing is spoken ("the minutes of 4 December").
    """

    on: date
    start: int
    end: int
    is_deadline: bool
    is_complement: bool


def list_days(folded: str, written_on: date, codes: tuple[str, ...] = ()) -> list[NamedDay]:
    """Return the days that the folded sentence names, in order; longer phrases come first."""
    spans: list[tuple[int, int, date, Language | None]] = []
    for language in list_languages(codes):
        for kind, pattern in _compile_days(language.code):
            for match in pattern.finditer(folded):
                day = resolve_day(kind, match, written_on, language)
                if day is not None:
                    spans.append((match.start(), match.end(), day, language))
    for match in _NUMERIC.finditer(folded):
        day = resolve_numeric(match, written_on, folded)
        if day is not None:
            spans.append((match.start(), match.end(), day, None))
    # Of two phrases at one place the longer one is meant: "day after tomorrow".
    spans.sort(key=lambda span: (-(span[1] - span[0]), span[0], span[2]))
    taken: list[tuple[int, int, date, Language | None]] = []
    for span in spans:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in taken):
            taken.append(span)
    return [_judge(folded, span, codes) for span in sorted(taken, key=lambda span: span[0])]


def _judge(
    folded: str, span: tuple[int, int, date, Language | None], codes: tuple[str, ...]
) -> NamedDay:
    start, end, day, _ = span
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
    return NamedDay(day, start, end, is_deadline, is_complement)


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
    return re.compile(
        rf"{edge}(?:{'|'.join(map(re.escape, entries))})[ :]*(?:\d{{1,2}} ?[h:]\d{{0,2}} ?(?:on |le |du |el )?)?$"
    )


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
def _compile_days(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    language = next(list_languages((code,)))
    found: list[tuple[str, re.Pattern[str]]] = []
    kinds: Mapping[str, list[str]] = language.data.get("days", {})
    for kind, entries in kinds.items():
        for entry in entries:
            pattern = language.add_edges(language.make_pattern(entry))
            found.append((kind, re.compile(pattern)))
    return tuple(found)
