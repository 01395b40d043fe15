"""Promises: what the leaver said would be done, by when, and whether it has been done since."""

import re
from dataclasses import dataclass
from datetime import date

from services.harvest.mail.days import NamedDay, list_days
from services.harvest.mail.folding import fold
from services.harvest.mail.messages import Message
from services.harvest.mail.phrases import detect_languages, is_said
from services.harvest.mail.sentences import is_question, list_sentences

_CLAUSE = re.compile(
    r"[,;،，:]\s+(?:(?:and|but|so|then|et|mais|donc|puis|y|pero|und|aber|но|а|и|و|ثم|لكن)\s+)?"
    r"|\s+(?:but|mais|pero|aber|но|لكن|because|since|car|porque)\s+"
)


@dataclass(frozen=True)
class Promise:
    """A sentence that promises something by a day."""

    sentence: str
    due_on: date


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
        if is_question(sentence) or not re.search(r"\w", folded):
            continue
        day = _choose_day(folded, written_on, codes)
        if day and _is_promise(folded, day, codes):
            found.setdefault(day.on, Promise(sentence, day.on))
    return list(found.values())


def is_fulfilling(message: Message) -> bool:
    """Whether the leaver's message brings or tells of what had been promised."""
    if message.attachments:
        return True
    return _says("fulfilled", message)


def is_receiving(message: Message) -> bool:
    """Whether somebody says to have received what had been promised."""
    return _says("received", message)


def _says(topic: str, message: Message) -> bool:
    codes = detect_languages(fold(message.text[:2_000]))
    # What is denied or still to come has not been done: "I have not sent it", "will be attached".
    return any(
        is_said(topic, folded, codes) and not is_said("not_promises", folded, codes)
        for folded in map(fold, list_sentences(message.text))
    )


def _choose_day(folded: str, written_on: date, codes: tuple[str, ...]) -> NamedDay | None:
    """Return the day by which something is promised: a deadline before any other day."""
    days = [day for day in list_days(folded, written_on, codes) if day.on >= written_on]
    deadlines = [day for day in days if day.is_deadline]
    others = [day for day in days if not day.is_complement]
    return next(iter(deadlines or others), None)


def _is_promise(folded: str, day: NamedDay, codes: tuple[str, ...]) -> bool:
    if is_said("fulfilled", folded, codes) and not day.is_deadline:
        return False
    # Each clause is judged alone: "I will be in Kolda, but I will send it by Friday".
    start = 0
    for clause in _CLAUSE.split(folded):
        end = start + len(clause)
        is_dated = day.is_deadline or start <= day.start < end
        start = folded.find(clause, start) + len(clause)
        if is_dated and is_said("promises", clause, codes):
            is_meant = not is_said("not_promises", clause, codes)
            if is_meant:
                return True
    return False
