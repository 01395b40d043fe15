"""Found kinds: what of a harvest is a thing of its own, what names it, and how sure it is.

Whatever the harvest learns to find has to be named here before anybody else can see it.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.values import Value
from models.words import FindingKind, FoundKind, Language
from services.packs.found_reasons import (
    say_document,
    say_entry,
    say_exchange,
    say_finding,
    say_thread,
)
from services.packs.manuscript import Phrases
from services.packs.secret_places import say_place

_OF_FINDINGS = {
    FindingKind.secret: FoundKind.secret,
    FindingKind.private: FoundKind.passed_over,
    FindingKind.unreadable: FoundKind.unreadable,
}


class Found(Value):
    """One thing that was found. `confidence` is from 0 to 1, `place` where inside a file."""

    kind: FoundKind
    identity: str
    title: str
    why: str
    confidence: float
    place: str | None = None
    content: str = ""


def list_found(facts: HarvestFacts, language: Language = Language.en) -> tuple[Found, ...]:
    """Return everything that was found, kind by kind; each kind and identity is there once."""
    found: dict[tuple[FoundKind, str], Found] = {}
    for one in _list_all(facts, Phrases(language)):
        found.setdefault((one.kind, one.identity), one)
    order = list(FoundKind)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.kind)))


def identify_contact(contact: HarvestedContact) -> str:
    """Return what names a contact across harvests; who has no address is known by name."""
    return (contact.email or contact.name).casefold()


def identify_thread(thread: HarvestedThread) -> str:
    """Return what names a thread or a promise: one mail may hold several."""
    return "\n".join((thread.message_id or "", thread.subject, thread.quote or ""))


def identify_entry(entry: HarvestedEntry) -> str:
    """Return what names an entry of the calendar."""
    return entry.uid


def identify_document(document: HarvestedDocument) -> str:
    """Return what names a document; one that was moved is known by its content."""
    return document.path


def identify_finding(finding: Finding) -> str:
    """Return what names a place that was passed over, could not be read or held a secret."""
    return f"{finding.path}: {finding.place}" if finding.place else finding.path


def get_thread_kind(thread: HarvestedThread) -> FoundKind:
    """Return whether it is a promise, or mail that waits for an answer."""
    return FoundKind.promise if thread.is_promise else FoundKind.thread


def _list_all(facts: HarvestFacts, phrases: Phrases) -> Iterator[Found]:
    yield from (_show_contact(one, phrases) for one in facts.contacts)
    yield from (_show_thread(one, phrases) for one in facts.threads)
    yield from (_show_entry(one, phrases) for one in facts.calendar)
    yield from (_show_document(one, phrases) for one in facts.documents)
    listed = {path for one in facts.documents for path in (one.path, *one.duplicates)}
    for finding in facts.findings:
        kind = _OF_FINDINGS.get(finding.kind)
        if kind and not (kind is FoundKind.unreadable and finding.path in listed):
            yield _show_finding(kind, finding, phrases)


def _show_contact(contact: HarvestedContact, phrases: Phrases) -> Found:
    is_exchange = bool(contact.sent and contact.received)
    return Found(
        kind=FoundKind.contact,
        identity=identify_contact(contact),
        title=f"{contact.name} <{contact.email}>" if contact.email else contact.name,
        why=say_exchange(contact, phrases),
        confidence=0.9 if is_exchange else 0.5,
        content=contact.name,
    )


def _show_thread(thread: HarvestedThread, phrases: Phrases) -> Found:
    return Found(
        kind=get_thread_kind(thread),
        identity=identify_thread(thread),
        title=thread.subject,
        why=say_thread(thread, phrases),
        confidence=0.8 if thread.due_on else 0.6,
    )


def _show_entry(entry: HarvestedEntry, phrases: Phrases) -> Found:
    return Found(
        kind=FoundKind.calendar,
        identity=identify_entry(entry),
        title=entry.title,
        why=say_entry(entry, phrases),
        confidence=0.9,
    )


def _show_document(document: HarvestedDocument, phrases: Phrases) -> Found:
    return Found(
        kind=FoundKind.document,
        identity=identify_document(document),
        title=document.title,
        why=say_document(document, phrases),
        confidence=1.0,
        content=document.sha256,
    )


def _show_finding(kind: FoundKind, finding: Finding, phrases: Phrases) -> Found:
    is_place = kind is FoundKind.unreadable
    place = (
        say_place(finding.place, phrases) if kind is not FoundKind.passed_over else finding.place
    )
    title = identify_finding(finding.model_copy(update={"place": place}))
    return Found(
        kind=kind,
        identity=identify_finding(finding),
        title=PurePosixPath(finding.path).name if is_place else title,
        why=say_finding(finding, phrases),
        confidence=1.0,
        place=place,
    )
