"""Masking: passwords, codes, keys and tokens are taken out of a text before anything keeps it.

Names of files and folders are masked as well.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.lock_watch import slow
from services.secrets.named_fields import take_head
from services.secrets.secret_answers import find_answers
from services.secrets.secret_evidence import find_evident
from services.secrets.secret_lines import find_next_lines
from services.secrets.secret_markup import flatten
from services.secrets.secret_phrases import find_phrases
from services.secrets.secret_sentences import find_sentences
from services.secrets.secret_tables import find_columns
from services.secrets.secret_tokens import CODE, REMOVED, SecretSpan, find_tokens
from services.secrets.secret_values import has_sure_look, trim_value
from services.secrets.secret_words import (
    is_announcing,
    list_announced,
    lower_in_place,
    read_secret_words,
)
from services.texts import say_count

_REACH = 80
_BORDER = "\n\0\n"
"""Between texts that have nothing to do with one another: no rule looks across it."""
_WORD = re.compile(r"[^\s\"'«»“”,;()=<>]{6,60}")
_LONE = re.compile(r"(?m)^[ \t]{0,20}(?P<value>[^\s]{4,80})[ \t]{0,20}$")
_MOST_PLACES = 50
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_MAY_BE_TOKEN = re.compile(r"[0-9A-Za-z_-]{20}")
_JOINTS = re.compile(r"[_-]+| - ")
_OF_EVERY_NAME = re.compile(
    r"(?i)(?<![^\W_])(?:(?:19|20)\d\d(?:[-_. ]?\d\d){0,2}|v\d{1,3}|v?\d{1,2}\.\d{1,3})(?![^\W_])"
)
"""Dates and numbers of versions."""

_DIGIT_OR_SYMBOL = re.compile(r"[\d!@#$%&*+=?~]")


@slow
def find_secrets(text: str) -> tuple[SecretSpan, ...]:
    """Return where secrets stand in a text, in order, none overlapping; empty where it has none.

    A masked text has none. The time grows with the length of the text, whatever stands in it.
    """
    lowered = lower_in_place(text)
    spans = [*find_tokens(text, lowered), *_find_told(text, lowered)]
    flat = flatten(text, lowered)
    if flat is None:
        spans += find_evident(text)
    else:
        told = _find_told(flat.text, lower_in_place(flat.text))
        for span in (*told, *find_evident(flat.text)):
            start, last = flat.find_place(span.start), flat.find_place(span.end - 1)
            spans.append(SecretSpan(start, last + 1, span.kind))
    return _merge([*spans, *_find_again(text, spans)])


def _find_told(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield the secrets that words around them tell."""
    announced = list_announced(text, lowered)
    yield from find_phrases(text, announced)
    yield from find_columns(text, announced)
    yield from find_sentences(text, lowered)
    yield from find_next_lines(text, announced)
    yield from find_answers(text, lowered)


def mask_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with each secret replaced by "[secret removed]", and where they stood.

    Places are sentences without the secret: "A password in line 12." A text without secrets
    comes back as it is, with no places. Masking a masked text changes nothing.
    """
    return _mask(text, find_secrets(text))


def mask_texts(
    texts: Sequence[str], beside: Sequence[tuple[int, int]] = ()
) -> list[tuple[str, tuple[str, ...]]]:
    """Return each text masked with its places, as `mask_secrets` does; a few long looks are fast.

    What one text gives away is masked in all. `beside` pairs numbers of texts: the first may be
    the name of the second, as a title is of the text below it (`named_fields.py`).
    """
    parts = [_Part(number, 0, text) for number, text in enumerate(texts)]
    for name, value in beside:
        below = _put_below(texts[name])
        parts.append(_Part(value, len(below), below + take_head(texts[value])))
    found: list[list[SecretSpan]] = [[] for _ in texts]
    for part, spans in zip(parts, _find_in_all([part.text for part in parts]), strict=True):
        moved = (SecretSpan(one.start - part.at, one.end - part.at, one.kind) for one in spans)
        found[part.number] += (one for one in moved if one.start >= 0)
    return [_mask(text, _merge(spans)) for text, spans in zip(texts, found, strict=True)]


class _Part(NamedTuple):
    """What is looked at: the text of this number, which begins at `at`."""

    number: int
    at: int
    text: str


def _put_below(name: str) -> str:
    """Return what stands above a text that is named: "Password of the portal" wants a colon."""
    is_name = not name.rstrip().endswith(":") and is_announcing(name[:_REACH])
    return f"{name}:\n" if is_name else f"{name}\n"


def _find_in_all(texts: Sequence[str]) -> Iterator[list[SecretSpan]]:
    """Yield the secrets of each text, with one look at all."""
    spans = deque(find_secrets(_BORDER.join(texts)))
    start = 0
    for text in texts:
        mine, end = [], start + len(text)
        while spans and spans[0].start < end:
            span = spans.popleft()
            # What begins in the border before is no part of this text.
            if span.start >= start:
                mine.append(SecretSpan(span.start - start, min(span.end, end) - start, span.kind))
        yield mine
        start = end + len(_BORDER)


def _mask(text: str, spans: Sequence[SecretSpan]) -> tuple[str, tuple[str, ...]]:
    return (_cut_out(text, spans), _tell_places(text, spans)) if spans else (text, ())


def _cut_out(text: str, spans: Sequence[SecretSpan]) -> str:
    parts, kept_to = [], 0
    for span in spans:
        parts += [text[kept_to : span.start], REMOVED]
        kept_to = span.end
    return "".join(parts) + text[kept_to:]


def mask_name(name: str) -> str:
    """Return the name of a file or folder, cut from its first secret on, with its ending.

    Names have no punctuation between their words: "mdp_Kaolack77.txt".
    """
    if not _may_tell(name):
        return name
    ending = _ENDING.search(name)
    stem = name[: ending.start()] if ending else name
    for spelled in _spell(name, stem):
        masked, _ = mask_secrets(spelled)
        kept, removed, rest = masked.partition(REMOVED)
        value = spelled[len(kept) : len(spelled) - len(rest)] if REMOVED not in rest else spelled
        if removed and _DIGIT_OR_SYMBOL.search(_OF_EVERY_NAME.sub("", value)):
            return f"{kept}{REMOVED}{ending[0] if ending else ''}"
    return name


def mask_path(path: str) -> str:
    """Return a path with each of its names masked as `mask_name` does."""
    return "/".join(map(mask_name, path.split("/")))


def _find_again(text: str, spans: Sequence[SecretSpan]) -> Iterator[SecretSpan]:
    """Yield the same passwords wherever else they stand: "Kaolack77 works for the mail as well"."""
    values = {text[span.start : span.end]: span.kind for span in spans if span.kind is not CODE}
    known = {value: kind for value, kind in values.items() if has_sure_look(value)}
    for word in _WORD.finditer(text) if known else ():
        value = word[0] if word[0] in known else trim_value(word[0])
        if value in known:
            yield SecretSpan(word.start(), word.start() + len(value), known[value])
    # A plain word is the password again only where it has a line of its own, as titles have.
    for line in _LONE.finditer(text) if values else ():
        if line["value"] in values:
            yield SecretSpan(line.start("value"), line.end("value"), values[line["value"]])


def _merge(spans: Iterable[SecretSpan]) -> tuple[SecretSpan, ...]:
    """Return the spans in order, those that overlap as one."""
    merged: list[SecretSpan] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = SecretSpan(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return tuple(merged)


def _tell_places(text: str, spans: Sequence[SecretSpan]) -> tuple[str, ...]:
    told: dict[str, None] = {}
    line, counted_to = 1, 0
    for span in spans:
        line += text.count("\n", counted_to, span.start)
        counted_to = span.start
        article = "An" if span.kind[0] in "aeiou" else "A"
        told[f"{article} {span.kind} in line {line}."] = None
    places = tuple(told)
    if len(places) <= _MOST_PLACES:
        return places
    more = say_count(len(places) - _MOST_PLACES, "more place")
    return (*places[:_MOST_PLACES], f"Secrets in {more}.")


def _may_tell(name: str) -> bool:
    """Whether it is worth looking closer; there are many names."""
    lowered = name.lower()
    words = read_secret_words().triggers
    return any(word in lowered for word in words) or _MAY_BE_TOKEN.search(name) is not None


def _spell(name: str, stem: str) -> Iterator[str]:
    yield stem
    # What looks like an ending may be one half of a password.
    if not name[len(stem) + 1 :].isalpha():
        yield name
    yield _JOINTS.sub(" ", stem)
