"""Who to call: the people to call first, and the people to ask about what is missing."""

from models.pack import Pack, PackContact, PackRecord, SummaryPerson
from models.record_kinds import ContactRecord
from models.words import Respondent
from services.email_texts import find_emails
from services.packs.agenda import as_lines
from services.packs.lengths import excerpt, fold
from services.packs.manuscript import Phrases

WHY_WORDS = 24


def list_people(pack: Pack, phrases: Phrases) -> tuple[SummaryPerson, ...]:
    """Return the people to inherit: first those that somebody named, then by real exchange.

    Named people come by priority, then by how much mail was exchanged with them.
    """
    named = [record for record in pack.records if isinstance(record.content, ContactRecord)]
    matches = [find_exchange(record, pack.contacts) for record in named]
    far = len(pack.contacts)
    order = sorted(
        range(len(named)),
        key=lambda i: (
            named[i].content.priority.rank,
            far if (rank := matches[i]) is None else rank,
            i,
        ),
    )
    people = [_describe_named(named[i], _pick(pack.contacts, matches[i])) for i in order]
    rest = (one for i, one in enumerate(pack.contacts) if i not in set(matches))
    people += [_describe_exchange(one, phrases) for one in rest if not is_own(one, pack)]
    return tuple(people)


def find_exchange(record: PackRecord, contacts: tuple[PackContact, ...]) -> int | None:
    """Find the place of a named person among those of real exchange, by address, then by name."""
    content = record.content
    if not isinstance(content, ContactRecord):
        return None
    channels = " ".join(as_lines(content.channel)).casefold()
    name = fold(content.name or content.title)
    for place, contact in enumerate(contacts):
        if contact.email and contact.email.casefold() in channels:
            return place
    for place, contact in enumerate(contacts):
        if fold(contact.name) and fold(contact.name) in (name, fold(content.title)):
            return place
    return None


def _pick(contacts: tuple[PackContact, ...], place: int | None) -> PackContact | None:
    return None if place is None else contacts[place]


def _describe_named(record: PackRecord, exchange: PackContact | None) -> SummaryPerson:
    content = record.content
    assert isinstance(content, ContactRecord)  # noqa: S101 - only contacts are handed in
    why = content.why or content.body or (exchange and exchange.why)
    return SummaryPerson(
        name=content.name or content.title,
        email=exchange.email if exchange else find_address(content),
        organization=content.organization or (exchange and exchange.organization),
        why=excerpt(why, WHY_WORDS) if why else None,
        record=record.id,
    )


def find_address(content: ContactRecord) -> str | None:
    """Find the first mail address among the channels of a contact."""
    return next(iter(find_emails(" ".join(as_lines(content.channel)))), None)


def _describe_exchange(contact: PackContact, phrases: Phrases) -> SummaryPerson:
    return SummaryPerson(
        name=contact.name,
        email=contact.email,
        organization=contact.organization,
        why=phrases.say("Mail about: {subjects}", subjects=contact.why)
        if contact.why
        else say_exchange(contact, phrases),
    )


def say_exchange(contact: PackContact, phrases: Phrases) -> str | None:
    """Return how much mail went between leaver and contact; None where none is known."""
    if not contact.last_on:
        return None
    return phrases.count(
        "{number} message exchanged, on {day}",
        "{number} messages exchanged, the last on {day}",
        contact.sent + contact.received,
        day=phrases.short_day(contact.last_on),
    )


def is_own(contact: PackContact, pack: Pack) -> bool:
    """Whether the contact is the manager, the leaver or the receiver."""
    own = [pack.manager, pack.leaver, pack.receiver]
    addresses = {person.email.casefold() for person in own if person and person.email}
    return bool(contact.email) and str(contact.email).casefold() in addresses


def choose_whom(pack: Pack, phrases: Phrases, record: PackRecord | None = None) -> str:
    """Return who can be asked; never nobody.

    The person who told the record, if not the leaver; else the leaver for as long as the post is
    held, then the colleague who told most about the same knowledge area, at last the manager.
    """
    teller = record.respondent_name if record else None
    if record and teller and record.respondent in (Respondent.manager, Respondent.peer):
        return teller
    fallback = _find_colleague(pack, record) or pack.manager.name
    if not (pack.leaver and can_ask_leaver(pack) and pack.last_working_on):
        return fallback
    day = phrases.day(pack.last_working_on)
    return phrases.say(
        "{leaver} until {day}, then {fallback}", leaver=pack.leaver.name, day=day, fallback=fallback
    )


def can_ask_leaver(pack: Pack) -> bool:
    """Whether the leaver is still there, and has answered at all."""
    is_there = pack.last_working_on is not None and pack.made_on <= pack.last_working_on
    return is_there and any(r.respondent in (Respondent.leaver, None) for r in pack.records)


def _find_colleague(pack: Pack, record: PackRecord | None) -> str | None:
    area = fold(record.content.knowledge_area or record.content.title) if record else None
    told = [
        other.respondent_name
        for other in pack.records
        if other.respondent is Respondent.peer and other.respondent_name
        if fold(other.content.knowledge_area or "") == area
    ]
    return max(sorted(set(told)), key=told.count) if told else None
