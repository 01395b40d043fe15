"""Promises: what the leaver said would be done, by when, and whether it has been done since."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.mailbox.conversations import list_content_words
from services.mailbox.days import NamedDay, list_days
from services.mailbox.mail_phrases import detect_languages, find_spans, is_said
from services.mailbox.messages import Message
from services.mailbox.sentences import fold, is_question, list_sentences

_CLAUSE = re.compile(
    r"[,;،，:]\s+(?:(?:and|but|so|then|et|mais|donc|puis|y|pero|und|aber|но|а|и|و|ثم|لكن)\s+)?"
    r"|\s+(?:but|mais|pero|aber|но|لكن|because|since|car|porque)\s+"
    # "and" divides where somebody begins to do something else.
    r"|\s+and\s+(?=(?:i|we|he|she|they|it|you)\b)"
    r"|\s+et\s+(?=(?:je|j'|nous|on|il|elle|vous|tu|te|t'|le|la|les)\b)"
    r"|\s+y\s+(?=(?:te|le|les|os|se|me|nos|lo|la|yo)\b)"
)


@dataclass(frozen=True)
class Promise:
    """A sentence that promises something by a day."""

    sentence: str
    due_on: date


def has_day_from(message: Message, first_on: date) -> bool:
    """Whether the message names a day on or after `first_on`; cheap beside judging sentences."""
    if message.sent_at is None:
        return False
    folded = fold(message.text)
    codes = detect_languages(folded[:2_000])
    days = list_days(folded, message.sent_at.date(), codes)
    return any(day.on >= first_on for day in days)


def list_promises(message: Message) -> list[Promise]:
    """Return the dated promises of a message, one for each day, in their order.

    Days are counted from the message's own day; a message without one promises nothing.
    """
    if message.sent_at is None:
        return []
    written_on = message.sent_at.date()
    codes = detect_languages(fold(message.text[:2_000]))
    found: dict[date, Promise] = {}
    for sentence in list_sentences(message.text):
        folded = fold(sentence)
        if not is_question(sentence) and re.search(r"\w", folded):
            day = _find_promised_day(folded, written_on, codes)
            if day is not None:
                found.setdefault(day, Promise(sentence, day))
    return list(found.values())


def is_fulfilling(message: Message) -> bool:
    """Whether the leaver's message brings or mentions what had been promised."""
    if message.attachments:
        return True
    return _says("fulfilled", message)


def is_reporting(message: Message, about: frozenset[str]) -> bool:
    """Whether the message states something about these content words and leaves nothing open.

    "The list is on the intranet" need not say that it is what had been promised.
    """
    folded = [fold(sentence) for sentence in list_sentences(message.text)]
    codes = detect_languages(fold(message.text[:2_000]))
    is_open = any(
        is_question(each) or is_said(topic, each, codes)
        for each in folded
        for topic in ("denials", "pending", "promises")
    )
    return not is_open and not about.isdisjoint(list_content_words(" ".join(folded)))


def is_receiving(message: Message) -> bool:
    """Whether somebody says to have received what had been promised."""
    return _says("received", message)


def is_withdrawing(message: Message) -> bool:
    """Whether somebody says that what had been promised is not needed any more."""
    codes = detect_languages(fold(message.text[:2_000]))
    return any(is_said("withdrawn", fold(each), codes) for each in list_sentences(message.text))


def _says(topic: str, message: Message) -> bool:
    codes = detect_languages(fold(message.text[:2_000]))
    # What is denied or still to come has not been done: "I have not sent it", "will be attached".
    return any(
        is_said(topic, folded, codes) and not is_said("denials", folded, codes)
        for folded in map(fold, list_sentences(message.text))
    )


def _find_promised_day(folded: str, written_on: date, codes: tuple[str, ...]) -> date | None:
    """Return the day by which the sentence promises something; None where it promises nothing.

    Each clause is judged alone: "I will be in Kolda on Monday, but I will send it by Friday".
    """
    clauses = [clause for clause in _CLAUSE.split(folded) if clause]
    if not any(_is_promising(clause, codes) for clause in clauses):
        return None
    days = [day for day in list_days(folded, written_on, codes) if day.on >= written_on]
    place, found = 0, None
    for clause in clauses:
        place = folded.find(clause, place)
        inside = [day for day in days if place <= day.start < place + len(clause)]
        place += len(clause)
        chosen = _choose_day(inside) if _is_promising(clause, codes) else None
        is_done = is_said("fulfilled", clause, codes) and not is_said("denials", clause, codes)
        if chosen and (chosen.is_deadline or not is_done):
            # "I finish it next week and deliver it on the 9th": the last day counts.
            found = chosen.on
    if found is not None:
        return found
    # "By Friday, that is before the board, I will send it": the day may stand beside the promise.
    outside = next((day for day in days if day.is_deadline and not day.is_stay), None)
    return outside.on if outside else None


def _is_promising(clause: str, codes: tuple[str, ...]) -> bool:
    """Whether a promise is in the clause that is not the very words of something else."""
    spans = find_spans("promises", clause, codes)
    others = find_spans("not_promises", clause, codes)
    return any(
        all(end <= other_start or start >= other_end for other_start, other_end in others)
        for start, end in spans
    )


def _choose_day(days: Sequence[NamedDay]) -> NamedDay | None:
    deadlines = [day for day in days if day.is_deadline]
    others = [day for day in days if not day.is_complement]
    return next(iter(deadlines or others), None)
