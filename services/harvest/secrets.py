"""Secrets: passwords, codes, keys and tokens are taken out of a text before anything keeps it."""

from collections.abc import Iterable

from services.harvest.secret_columns import find_columns
from services.harvest.secret_lists import find_lists
from services.harvest.secret_orders import find_orders
from services.harvest.secret_phrases import find_phrases
from services.harvest.secret_tokens import SecretSpan, find_tokens
from services.harvest.secret_triggers import lower_in_place
from services.harvest.secret_words import list_announced

REMOVED = "[secret removed]"
_MOST_PLACES = 50


def mask_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with each secret replaced by "[secret removed]", and where they stood.

    Places are sentences without the secret: "A password in line 12." A text without secrets
    comes back as it is, with no places. Masking a masked text changes nothing.
    """
    lowered = lower_in_place(text)
    announced = list_announced(text, lowered)
    spans = _merge(
        [
            *find_tokens(text, lowered),
            *find_phrases(text, announced),
            *find_columns(text, announced),
            *find_lists(text, announced),
            *find_orders(text, announced),
        ]
    )
    if not spans:
        return text, ()
    parts, kept_to = [], 0
    for span in spans:
        parts += [text[kept_to : span.start], REMOVED]
        kept_to = span.end
    return "".join(parts) + text[kept_to:], _tell_places(text, spans)


def _merge(spans: Iterable[SecretSpan]) -> list[SecretSpan]:
    """Return the spans in order, those that overlap as one."""
    merged: list[SecretSpan] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = SecretSpan(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return merged


def _tell_places(text: str, spans: list[SecretSpan]) -> tuple[str, ...]:
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
    return (*places[:_MOST_PLACES], f"Secrets in {len(places) - _MOST_PLACES} more places.")
