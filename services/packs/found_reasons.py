"""Found reasons: why something that was found is listed, in the language of its handover.

A file of its own: what the leaver alone is told of a find is in no section of a pack.
"""

from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
)
from models.words import FindingKind, Language
from services.packs.document_reasons import REASONS, say_unreadable
from services.packs.manuscript import Phrases, mark
from services.packs.rhythms import say_rhythm

_IN_SHORT = {
    FindingKind.private: mark("is marked private and was not read"),
    FindingKind.secret: mark("held a secret, which was masked"),
}
"""What a finding says where only English has the details."""


def say_exchange(contact: HarvestedContact, phrases: Phrases) -> str:
    """Return how much somebody wrote and got, and about what."""
    mails = phrases.say(
        "{sent} sent, {received} received, last on {day}",
        sent=contact.sent,
        received=contact.received,
        day=phrases.short_day(contact.last_on),
    )
    return _join(mails, contact.why)


def say_thread(thread: HarvestedThread, phrases: Phrases) -> str:
    """Return with whom a thread is, since when, until when, and the sentence that it waits for."""
    people = phrases.say(
        "with {people}, last on {day}",
        people=", ".join(thread.with_whom),
        day=phrases.short_day(thread.last_on),
    )
    day = thread.due_on
    due = phrases.say("due on {day}", day=phrases.short_day(day)) if day else None
    return _join(people, due, thread.quote)


def say_entry(entry: HarvestedEntry, phrases: Phrases) -> str:
    """Return how often an entry comes back, when next, and with whom."""
    rhythm = say_rhythm(entry.rhythm, phrases) if entry.rhythm else phrases.say("once")
    following = phrases.say("next on {day}", day=phrases.short_day(entry.next_on))
    people = ", ".join(entry.with_whom)
    return _join(rhythm, following, people and phrases.say("with {people}", people=people))


def say_document(document: HarvestedDocument, phrases: Phrases) -> str:
    """Return where a document is, when it was changed, and what its traces say of it."""
    day = document.modified_on
    changed = phrases.say("changed on {day}", day=phrases.short_day(day)) if day else None
    traces = (phrases.say(REASONS[code]) for code in document.why if code in REASONS)
    return _join(document.path, changed, *traces)


def say_finding(finding: Finding, phrases: Phrases) -> str:
    """Return why a place was passed over or could not be read, or what was masked there."""
    if finding.kind is FindingKind.unreadable:
        return _join(finding.path, say_unreadable(finding.reason, phrases))
    is_told = phrases.language is Language.en or finding.kind not in _IN_SHORT
    return finding.reason if is_told else phrases.say(_IN_SHORT[finding.kind])


def _join(*parts: str | None) -> str:
    return "; ".join(filter(None, parts))
