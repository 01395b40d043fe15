"""Contacts: with whom the leaver really exchanged mail, and about what."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.case_file import PersonEntry
from models.harvest import HarvestedContact
from services.mailbox.conversations import clean_subject, make_subject_key
from services.mailbox.correspondents import (
    Person,
    find_own_addresses,
    get_domain,
    group_people,
    name_organization,
    normalize_email,
)
from services.mailbox.flags import find_list_addresses, is_robot_address, is_role_address
from services.mailbox.mailboxes import join_readings
from services.mailbox.messages import UNADDRESSED, Address, MailboxReading, Message

HALF_LIFE_DAYS = 365
"""After a year a mail counts half: a person written to once a year still matters."""
_COPY_WEIGHT = 0.4
_UNNAMED_WEIGHT = 0.2
_ROLE_WEIGHT = 0.4
_ONE_WAY_WEIGHT = 0.1
_TOPICS = 3
_TOPIC_CHARACTERS = 90


@dataclass
class _Exchange:
    """What was exchanged with one person; the weights fade with time."""

    person: Person
    sent: int = 0
    received: int = 0
    sent_weight: float = 0.0
    received_weight: float = 0.0
    last_on: date | None = None
    topics: Counter[str] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    organizations: Counter[str] = field(default_factory=Counter)

    @property
    def score(self) -> float:
        """Twice the geometric mean of both directions; what goes one way counts next to nothing."""
        both = 2 * math.sqrt(self.sent_weight * self.received_weight)
        one_way = math.log1p(2 * self.sent_weight + self.received_weight)
        factor = _ROLE_WEIGHT if is_role_address(self.person.email) else 1.0
        return round(factor * (both + _ONE_WAY_WEIGHT * one_way), 9)


def rank_contacts(
    messages: Sequence[Message], leaver: PersonEntry, today: date
) -> tuple[HarvestedContact, ...]:
    """Return the leaver's correspondents, rank 1 first.

    No lists, no robots, no newsletters, none of the leaver's own addresses; one person's several
    addresses are one contact. `why` holds the subjects that came up most, joined with "; ".
    """
    once = join_readings([MailboxReading(messages=tuple(messages))]).messages
    own = find_own_addresses(once, leaver)
    exchanges = _count_exchanges(once, own, today)
    found = [each for each in exchanges if each.last_on is not None]
    found.sort(key=lambda each: (-each.score, -(each.sent + each.received), each.person.email))
    domains = {get_domain(email) for email in own if name_organization(email)}
    return tuple(_make_contact(each, domains, rank) for rank, each in enumerate(found, start=1))


def _count_exchanges(
    messages: Sequence[Message], own: frozenset[str], today: date
) -> list[_Exchange]:
    people = group_people(messages)
    lists = find_list_addresses(messages, own)
    written_to = {
        normalize_email(address.email)
        for message in messages
        if _is_from(message, own)
        for address in (*message.to, *message.cc)
    }
    exchanges: dict[int, _Exchange] = {}
    for message in messages:
        if message.is_robot or message.method in ("reply", "cancel") or message.sender is None:
            continue
        if _is_from(message, own):
            partners = _weigh_recipients(message, own)
        elif message.is_list and normalize_email(message.sender.email) not in written_to:
            continue
        else:
            partners = [(message.sender, _weigh_received(message, own))]
        for address, weight in partners:
            if normalize_email(address.email) in lists or is_robot_address(address):
                continue
            person = people[normalize_email(address.email)]
            exchange = exchanges.setdefault(id(person), _Exchange(person))
            _add(exchange, message, weight * _fade(message, today), _is_from(message, own))
    return list(exchanges.values())


def _is_from(message: Message, own: frozenset[str]) -> bool:
    return message.sender is not None and normalize_email(message.sender.email) in own


def _weigh_recipients(message: Message, own: frozenset[str]) -> list[tuple[Address, float]]:
    share = 1 / math.sqrt(max(len(message.to) + len(message.cc), 1))
    weighed = [(address, share) for address in message.to]
    weighed += [(address, share * _COPY_WEIGHT) for address in message.cc]
    return [pair for pair in weighed if normalize_email(pair[0].email) not in own]


def _weigh_received(message: Message, own: frozenset[str]) -> float:
    share = 1 / math.sqrt(max(len(message.to) + len(message.cc), 1))
    if any(normalize_email(address.email) in own for address in message.to):
        return share
    if any(normalize_email(address.email) in own for address in message.cc):
        return share * _COPY_WEIGHT
    return share * _UNNAMED_WEIGHT


def _fade(message: Message, today: date) -> float:
    if message.sent_at is None:
        return 0.0
    age_days = max((today - message.sent_at.date()).days, 0)
    return float(0.5 ** (age_days / HALF_LIFE_DAYS))


def _add(exchange: _Exchange, message: Message, weight: float, is_sent: bool) -> None:  # noqa: FBT001 - which of two counters
    if is_sent:
        exchange.sent += 1
        exchange.sent_weight += weight
    else:
        exchange.received += 1
        exchange.received_weight += weight
        if message.organization:
            exchange.organizations[message.organization] += 1
    if message.sent_at is not None:
        day = message.sent_at.date()
        exchange.last_on = max(exchange.last_on or day, day)
    key = make_subject_key(message.subject)
    if key:
        # A little beside the weight keeps topics of long ago in their order.
        exchange.topics[key] += weight + 0.001  # type: ignore[assignment]  # a Counter adds floats
        exchange.titles.setdefault(key, clean_subject(message.subject))


def _make_contact(exchange: _Exchange, domains: set[str], rank: int) -> HarvestedContact:
    email = exchange.person.email
    named = exchange.organizations
    organization = min(named, key=lambda name: (-named[name], name)) if named else None
    is_inside = any(get_domain(each) in domains for each in exchange.person.emails)
    return HarvestedContact(
        name=exchange.person.name,
        email="" if email.endswith(UNADDRESSED) else email,
        # The leaver's own organization is not called after its domain: readers know its name.
        organization=organization or (None if is_inside else name_organization(email)),
        inside=is_inside,
        sent=exchange.sent,
        received=exchange.received,
        last_on=exchange.last_on or date.min,
        why=_tell_topics(exchange.topics, exchange.titles) or None,
        rank=rank,
    )


def _tell_topics(topics: Mapping[str, float], titles: Mapping[str, str]) -> str:
    first = sorted(topics, key=lambda key: (-topics[key], key))[:_TOPICS]
    return "; ".join(_shorten(titles[key]) for key in first)


def _shorten(title: str) -> str:
    if len(title) <= _TOPIC_CHARACTERS:
        return title
    return title[:_TOPIC_CHARACTERS].rsplit(" ", 1)[0] + "…"
