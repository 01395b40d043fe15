"""Reasons: why a document matters, as a sentence, from reason codes and from what people say."""

from models.harvest import HarvestedDocument
from models.record_kinds import AnyRecord, DocumentRecord
from services.packs.excerpts import excerpt
from services.packs.phrases import Phrases, mark

REASONS = {
    "sole": mark("only the leaver worked on it"),
    "recent": mark("changed lately"),
    "mentioned": mark("named in mail or calendar"),
    "mailed": mark("sent by mail"),
    "versions": mark("kept in several versions"),
    "copies": mark("kept in several places"),
    "shared": mark("others hold it too"),
    "title": mark("by its title an agreement, a budget, a plan or a report"),
    "superseded": mark("a newer version is there"),
}
"""Reason codes of services/harvest/ranking.py; unknown ones are passed over."""
UNREADABLE = frozenset(
    {
        mark("is protected by a password"),
        mark("holds no text"),
        mark("holds no text, only pictures of pages"),
        mark("is nested too deeply"),
        mark("is no longer there"),
        mark("may not be opened by this user"),
        mark("is damaged: it is no whole archive"),
    }
)
"""Why a file could not be read, where that is no matter of numbers; others are said as they are."""
MAX_REASONS = 2
WHY_WORDS = 24


def find_namers(path: str, contents: tuple[AnyRecord, ...]) -> tuple[AnyRecord, ...]:
    """Return the records that name a document as their source or its place."""
    return tuple(
        content
        for content in contents
        if path in content.sources
        or (isinstance(content, DocumentRecord) and path in (content.location or ""))
    )


def say_reasons(
    document: HarvestedDocument, namers: tuple[AnyRecord, ...], phrases: Phrases
) -> str | None:
    """Return why the document matters: what people say of it, then what its traces say.

    None where nothing is known.
    """
    said = next((c.why for c in namers if isinstance(c, DocumentRecord) and c.why), None)
    sentences = [excerpt(said, WHY_WORDS)] if said else []
    if namers and not said:
        sentences.append(phrases.say("Source of “{title}”.", title=namers[0].title))
    codes = ("superseded",) if "superseded" in document.why else document.why
    traces = [phrases.say(REASONS[code]) for code in codes if code in REASONS]
    if traces and not namers:
        joined = phrases.join(traces[:MAX_REASONS])
        sentences.append(phrases.say("{reasons}.", reasons=joined[0].upper() + joined[1:]))
    return " ".join(sentences) or None


def say_unreadable(reason: str, phrases: Phrases) -> str:
    """Return why a document could not be read."""
    return phrases.say(reason) if reason in UNREADABLE else reason
