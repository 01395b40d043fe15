"""Conversations: which messages belong together, by their references and their subjects.

Subjects are compared without the marks that answering and forwarding put before them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from services.mailbox.correspondents import Person, list_addresses, normalize_email
from services.mailbox.mail_phrases import is_stopword, is_whole
from services.mailbox.mailboxes import sort_by_time
from services.mailbox.messages import Message
from services.mailbox.sentences import fold

_COUNT = re.compile(r"\s*(?:\[\d+\]|\(\d+\)|\d+)\s*$")
_TAG = re.compile(
    r"^\s*\[\s*(?:ext|external|externe|externo|extern|spam\??|سري)\s*\]\s*", re.IGNORECASE
)
_LONGEST_MARK = 30
_NO_SUBJECT = {"", "no subject", "(no subject)", "sans objet", "sans sujet", "sin asunto", "none"}
_SAME_SUBJECT_DAYS = 45
"""An answer without any reference is joined to the same subject only within this time."""


@lru_cache(maxsize=8192)
def clean_subject(subject: str) -> str:
    """Return the subject without "Re:", "TR :", "Accepted:" and others, however many."""
    cleaned = subject.strip()
    while True:
        untagged = _TAG.sub("", cleaned)
        mark, colon, rest = _split_mark(untagged)
        if colon and (_is_answer_mark(mark) or is_whole("calendar_answers", fold(mark))):
            cleaned = rest.strip()
        elif untagged != cleaned:
            cleaned = untagged
        else:
            return cleaned


@lru_cache(maxsize=8192)
def make_subject_key(subject: str) -> str:
    """Return what subjects have in common that differ only by marks, case and punctuation."""
    key = " ".join(re.findall(r"\w+", fold(clean_subject(subject))))
    return "" if key in _NO_SUBJECT else key


def is_answer_subject(subject: str) -> bool:
    """Whether the subject says that the mail answers or forwards another one."""
    mark, colon, _ = _split_mark(_TAG.sub("", subject))
    return bool(colon) and _is_answer_mark(mark)


def is_calendar_answer(subject: str) -> bool:
    """Whether the subject is that of an answer to an invitation: "Accepted: ..."."""
    mark, colon, _ = _split_mark(subject)
    return bool(colon) and is_whole("calendar_answers", fold(mark))


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


def is_after(message: Message, moment: datetime | None) -> bool:
    """Whether the message was sent after the moment; what is undated was sent before all."""
    if message.sent_at is None:
        return False
    return moment is None or message.sent_at > moment


def list_content_words(text: str) -> frozenset[str]:
    """Return the words of a folded text that say what it is about."""
    words = (word for word in re.findall(r"\w+", text) if len(word) >= 4 or word.isdigit())
    return frozenset(word for word in words if not is_stopword(word))


def _split_mark(subject: str) -> tuple[str, str, str]:
    place = re.search(r"[:：]", subject[:_LONGEST_MARK])
    if place is None:
        return subject, "", ""
    return subject[: place.start()], ":", subject[place.end() :]


def _is_answer_mark(mark: str) -> bool:
    return is_whole("subject_prefixes", fold(_COUNT.sub("", mark)))


def _list_people(message: Message, people: Mapping[str, Person]) -> frozenset[int]:
    """Return who is named in the message's headers; a person with two addresses counts once."""
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
