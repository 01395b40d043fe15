"""Findings: what the harvest found, as rows of a pack in its language."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from models.harvest import (
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.material import Material
from models.pack import PackContact, PackDocument, PackEntry, PackThread
from models.record_kinds import AnyRecord, ContactRecord
from services.packs.agenda import as_lines
from services.packs.document_reasons import find_namers, say_reasons, say_unreadable
from services.packs.lengths import excerpt, fold
from services.packs.manuscript import Phrases

WHY_WORDS = 24


def list_contacts(material: Material) -> tuple[PackContact, ...]:
    """Return the correspondents in their rank; what people say of one counts more than subjects."""
    ranked = sorted(material.harvest.contacts, key=lambda one: (one.rank, one.email))
    contents = [record.content for record in material.records]
    return tuple(_show_contact(contact, contents) for contact in ranked)


def _show_contact(contact: HarvestedContact, contents: list[AnyRecord]) -> PackContact:
    said = next(
        (c for c in contents if isinstance(c, ContactRecord) and _is_about(c, contact)), None
    )
    why = excerpt(said.why, WHY_WORDS) if said and said.why else contact.why
    return PackContact(
        name=contact.name,
        email=contact.email or None,
        organization=contact.organization or (said.organization if said else None),
        inside=contact.inside,
        sent=contact.sent,
        received=contact.received,
        last_on=contact.last_on,
        why=why,
    )


def _is_about(content: ContactRecord, contact: HarvestedContact) -> bool:
    if contact.email and contact.email.casefold() in " ".join(as_lines(content.channel)).casefold():
        return True
    return fold(content.name or content.title) == fold(contact.name) != ""


def list_calendar(material: Material) -> tuple[PackEntry, ...]:
    """Return running series and entries to come, the next one first; people by their names."""
    contacts = material.harvest.contacts
    names = {contact.email.casefold(): contact.name for contact in contacts if contact.email}
    for person in (material.leaver, material.manager, material.receiver):
        names |= {person.email.casefold(): person.name} if person else {}
    ordered = sorted(material.harvest.calendar, key=lambda one: (one.next_on, one.title, one.uid))
    return tuple(_show_entry(entry, names) for entry in ordered)


def _show_entry(entry: HarvestedEntry, names: dict[str, str]) -> PackEntry:
    return PackEntry(
        title=entry.title,
        rhythm=entry.rhythm,
        next_on=entry.next_on,
        rrule=entry.rrule,
        location=entry.location,
        with_whom=tuple(names.get(one.casefold(), one) for one in entry.with_whom),
    )


def list_documents(material: Material, phrases: Phrases) -> tuple[PackDocument, ...]:
    """Return the index of documents: those that somebody names, then the others in their rank.

    What could not be read comes last, with the reason.
    """
    facts, contents = material.harvest, tuple(record.content for record in material.records)
    ranked = sorted(facts.documents, key=lambda one: (one.rank, one.path))
    shown = [(find_namers(one.path, contents), one) for one in ranked]
    shown.sort(key=lambda pair: (pair[1].reason is not None, not pair[0]))
    rows = [
        _show_document(document, namers, phrases, facts.notes.get(document.path))
        for namers, document in shown
    ]
    listed = {path for one in facts.documents for path in (one.path, *one.duplicates)}
    rows += [
        PackDocument(
            path=one.path,
            title=PurePosixPath(one.path).name,
            unreadable=say_unreadable(one.reason, phrases),
        )
        for one in sorted(facts.findings, key=lambda one: (one.path, one.place or ""))
        if one.path not in listed
    ]
    return tuple(rows)


def _show_document(
    document: HarvestedDocument,
    namers: tuple[AnyRecord, ...],
    phrases: Phrases,
    note: str | None,
) -> PackDocument:
    return PackDocument(
        path=document.path,
        title=document.title,
        type=document.type,
        modified_on=document.modified_on,
        language=document.language,
        why=note or say_reasons(document, namers, phrases),
        duplicates=document.duplicates,
        versions=document.versions,
        holder=phrases.join(document.holders) if document.holders else None,
        sha256=document.sha256 or None,
        unreadable=document.reason and say_unreadable(document.reason, phrases),
    )


def list_threads(facts: HarvestFacts, phrases: Phrases) -> tuple[PackThread, ...]:
    """Return promises still due, the soonest first, then what waits for an answer, newest first."""
    ordered = sorted(facts.threads, key=_find_place)
    contacts = reversed(facts.contacts)
    addresses = {contact.name: contact.email for contact in contacts if contact.email}
    return tuple(_show_thread(thread, addresses, phrases) for thread in ordered)


def _find_place(thread: HarvestedThread) -> tuple[bool, str, int, str]:
    due = thread.due_on.isoformat() if thread.due_on else "9"
    return (not thread.is_promise, due, -thread.last_on.toordinal(), thread.subject)


def _show_thread(
    thread: HarvestedThread, addresses: Mapping[str, str], phrases: Phrases
) -> PackThread:
    # The successor is to write to them: with the address where it is known.
    people = (
        f"{name} <{addresses[name]}>" if name in addresses else name for name in thread.with_whom
    )
    return PackThread(
        subject=thread.subject,
        with_=", ".join(people),
        last_on=thread.last_on,
        why=_say_why(thread, phrases),
        due_on=thread.due_on,
    )


def _say_why(thread: HarvestedThread, phrases: Phrases) -> str:
    said = (
        phrases.say("Promised by mail.")
        if thread.is_promise
        else phrases.say("Waits for an answer since {day}.", day=phrases.day(thread.last_on))
    )
    quote = thread.quote and phrases.say("“{quote}”", quote=thread.quote)
    return phrases.write(said, quote)
