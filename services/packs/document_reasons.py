"""Document reasons: why a document matters, as a sentence, from reason codes and from records."""

from models.harvest import HarvestedDocument
from models.record_kinds import AnyRecord, DocumentRecord
from models.words import Language
from services.formats.reasons import is_skipped
from services.packs.lengths import excerpt
from services.packs.manuscript import Phrases, mark

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
        mark("is damaged: it is no whole PDF"),
        mark("is empty"),
        mark("is of a type from which no text can be read"),
        mark("is a mailbox: it is read where the case lists it as a source"),
        mark("is a calendar: it is read where the case lists it as a source"),
        mark(
            "is a mailbox in a folder: its mail is read where it is a source of its own "
            "(kind: mailbox)"
        ),
        mark(
            "is a calendar in a folder: its entries count where it is a source of its own "
            "(kind: calendar)"
        ),
        mark("is a link, and links are not followed"),
        mark("holds mail that is encrypted: its text could not be read"),
        mark("holds mail that only Outlook opens: its text could not be read"),
        mark("holds mail whose text lies in winmail.dat and could not be read"),
        mark("holds mail whose attached files lie in winmail.dat and could not be read"),
        mark("holds mail without a date that can be read: nothing in it waits for an answer"),
        mark("holds mail that names no sender"),
        mark("holds mail without a line “From ” before each: it was told apart by its heads"),
        mark("is an archive, of which only the names are listed: unpack it to have it read"),
        mark("only points to a document whose content is not here: export it to have it read"),
        mark("has not been read"),
        mark("could not be read because this machine was busy"),
    }
)
"""Why a file could not be read, where that is no matter of numbers."""
DAMAGED = "is damaged"
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
    # Another holder is named, where the name is known.
    said_elsewhere = {"shared"} if document.holders else set()
    traces = [phrases.say(REASONS[c]) for c in codes if c in REASONS and c not in said_elsewhere]
    if traces and not namers:
        joined = phrases.join(traces[:MAX_REASONS])
        sentences.append(phrases.say("{reasons}.", reasons=joined[0].upper() + joined[1:]))
    return phrases.write(*sentences) or None


def say_unreadable(reason: str, phrases: Phrases) -> str:
    """Return why a document could not be read; in short where only English has the details."""
    if reason in UNREADABLE:
        return phrases.say(reason)
    if phrases.language is Language.en:
        return reason
    is_damaged = reason.startswith(DAMAGED)
    return phrases.say("is damaged") if is_damaged else phrases.say("could not be read")


def list_harmless(phrases: Phrases) -> frozenset[str]:
    """Return the reasons, as the pack says them, that do not stand for something missing."""
    return frozenset(phrases.say(reason) for reason in UNREADABLE if is_skipped(reason))
