"""Lists: addresses behind which there is no single person."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from services.harvest.mail.folding import fold
from services.harvest.mail.messages import Message
from services.harvest.mail.organizations import get_domain
from services.harvest.mail.people import normalize_email
from services.harvest.mail.phrases import ANY_LANGUAGE, read_languages

_MEMBERS = 2
"""An address through which this many people reached the leaver is one that forwards to many."""


def find_list_addresses(messages: Sequence[Message], own: frozenset[str]) -> frozenset[str]:
    """Return the normalized addresses of lists: by header, by name, or by what they do.

    An address that never sends and through which several people reach the leaver, who is not
    named beside it, forwards to many.
    """
    senders = {normalize_email(each.sender.email) for each in messages if each.sender}
    through: defaultdict[str, set[str]] = defaultdict(set)
    lists: set[str] = set()
    for message in messages:
        lists |= {normalize_email(email) for email in message.list_addresses}
        addressed = {normalize_email(each.email) for each in (*message.to, *message.cc)}
        lists |= {email for email in addressed if _is_named_list(email, senders)}
        sender = normalize_email(message.sender.email) if message.sender else ""
        if sender and sender not in own and not addressed & own and len(addressed) == 1:
            through[min(addressed)].add(sender)
    lists |= {
        email for email, who in through.items() if len(who) >= _MEMBERS and email not in senders
    }
    return frozenset(lists - own)


def is_role_address(email: str) -> bool:
    """Whether the address is that of an office rather than of a person."""
    return bool(_compile("roles").fullmatch(fold(email.partition("@")[0])))


def _is_named_list(email: str, senders: set[str]) -> bool:
    if _compile("list_domains").fullmatch(get_domain(email)):
        return True
    if email in senders:
        return False
    words = re.split(r"[-_.]", fold(email.partition("@")[0]))
    return any(_compile("list_words").fullmatch(word) for word in words)


@cache
def _compile(topic: str) -> re.Pattern[str]:
    entries = read_languages()[ANY_LANGUAGE].get_list(topic)
    return re.compile("|".join(f"(?:{entry})" for entry in entries))
