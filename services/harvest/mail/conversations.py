"""Conversations: which messages belong together."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.harvest.mail.mailbox import sort_by_time
from services.harvest.mail.messages import Message
from services.harvest.mail.people import Person, list_addresses, normalize_email
from services.harvest.mail.phrases import is_stopword
from services.harvest.mail.subjects import (
    is_answer_subject,
    is_calendar_answer,
    make_subject_key,
)

_SAME_SUBJECT_DAYS = 45
"""An answer without any reference is joined to the same subject only within this time."""


def group_conversations(
    messages: Sequence[Message], people: Mapping[str, Person]
) -> list[list[Message]]:
    """Return the messages in conversations, each oldest first; every message is in one.

    What refers to each other belongs together; where no reference is, an answer belongs to the
    latest message with the same subject and at least two people in common.
    """
    groups = _Groups([message.message_id for message in messages])
    by_conversation: dict[str, str] = {}
    for message in messages:
        for other in (message.in_reply_to, *message.references):
            if other:
                groups.join(message.message_id, other)
        if message.conversation:
            first = by_conversation.setdefault(message.conversation, message.message_id)
            groups.join(message.message_id, first)
    _join_by_subject(sorted(messages, key=sort_by_time), groups, people)
    found: dict[str, list[Message]] = {}
    for message in sorted(messages, key=sort_by_time):
        found.setdefault(groups.find(message.message_id), []).append(message)
    return list(found.values())


def _list_people(message: Message, people: Mapping[str, Person]) -> frozenset[int]:
    """Return who is named in the message's head: one who has two addresses is one."""
    return frozenset(
        id(people[normalize_email(address.email)]) for address in list_addresses(message)
    )


class _Groups:
    """Sets of ids that are joined pair by pair (union-find); unknown ids join as well."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._parents = {each: each for each in ids}

    def find(self, member: str) -> str:
        """Return the id that stands for the member's set."""
        root = member
        while self._parents.setdefault(root, root) != root:
            root = self._parents[root]
        while self._parents[member] != root:
            self._parents[member], member = root, self._parents[member]
        return root

    def join(self, one: str, other: str) -> None:
        """Put the sets of both together."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first


def _join_by_subject(
    messages: Sequence[Message], groups: _Groups, people: Mapping[str, Person]
) -> None:
    known = {message.message_id for message in messages}
    latest: dict[str, list[Message]] = {}
    for message in messages:
        key = make_subject_key(message.subject)
        if not key or message.is_robot:
            continue
        earlier = latest.setdefault(key, [])
        is_answer = is_answer_subject(message.subject) or is_calendar_answer(message.subject)
        # Where the mail that is answered is not in the mailbox, a reference joins nothing.
        is_loose = not any(
            other in known for other in (message.in_reply_to, *message.references) if other
        )
        if is_answer and is_loose:
            match = next((each for each in reversed(earlier) if _fits(each, message, people)), None)
            if match is not None:
                groups.join(match.message_id, message.message_id)
        earlier.append(message)


def _fits(earlier: Message, message: Message, people: Mapping[str, Person]) -> bool:
    if len(_list_people(earlier, people) & _list_people(message, people)) < 2:
        return False
    if earlier.sent_at is None or message.sent_at is None:
        return True
    gap: timedelta = message.sent_at - earlier.sent_at
    return gap <= timedelta(days=_SAME_SUBJECT_DAYS)


def is_after(message: Message, moment: datetime | None) -> bool:
    """Whether the message was sent after the moment; what is undated was sent before all."""
    if message.sent_at is None:
        return False
    return moment is None or message.sent_at > moment


def list_content_words(text: str) -> frozenset[str]:
    """Return the words of a folded text that tell what it is about."""
    words = (word for word in re.findall(r"\w+", text) if len(word) >= 4 or word.isdigit())
    return frozenset(word for word in words if not is_stopword(word))
