"""Answers: whether the leaver answered somewhere else, in a mail that refers to nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.harvest.mail.conversations import is_after, list_content_words
from services.harvest.mail.folding import fold
from services.harvest.mail.messages import Message
from services.harvest.mail.people import Person, normalize_email
from services.harvest.mail.promises import is_fulfilling
from services.harvest.mail.requests import Request
from services.harvest.mail.subjects import make_subject_key

_SHARED_SUBJECT = 0.5
_SHARED_REQUEST = 0.5
_FEWEST_WORDS = 2
"""Words of the request in a mail that answers it: "here is the list of pumps"."""


class Answers:
    """What the leaver wrote, by the people to whom."""

    def __init__(
        self, messages: Sequence[Message], own: frozenset[str], people: Mapping[str, Person]
    ) -> None:
        self._people = people
        self._by_person: defaultdict[int, list[Message]] = defaultdict(list)
        for message in messages:
            sender = message.sender
            if sender is None or message.is_robot or normalize_email(sender.email) not in own:
                continue
            addressed = {self._find(address.email) for address in (*message.to, *message.cc)}
            for person in addressed:
                self._by_person[person].append(message)

    def has_later(self, asked: Message, request: Request, asked_back: frozenset[str]) -> bool:
        """Whether the leaver wrote to who asked, later and about the same thing.

        What only asked back (ids) is no answer.
        """
        if asked.sender is None:
            return False
        wanted = list_content_words(fold(request.sentence))
        for message in self._by_person[self._find(asked.sender.email)]:
            if message.message_id in asked_back or not is_after(message, asked.sent_at):
                continue
            if _is_same_subject(message, asked):
                return True
            said = list_content_words(fold(f"{message.subject} {message.text}"))
            shared = len(wanted & said)
            is_about = shared >= max(_FEWEST_WORDS, _SHARED_REQUEST * len(wanted))
            if is_about or (shared >= _FEWEST_WORDS and is_fulfilling(message)):
                return True
        return False

    def has_later_file(self, promised: Message) -> bool:
        """Whether the leaver sent something later, to the same people under the same subject."""
        key = make_subject_key(promised.subject)
        return bool(key) and any(
            message.message_id != promised.message_id
            and is_after(message, promised.sent_at)
            and make_subject_key(message.subject) == key
            and is_fulfilling(message)
            for address in promised.to
            for message in self._by_person[self._find(address.email)]
        )

    def _find(self, email: str) -> int:
        return id(self._people[normalize_email(email)])


def _is_same_subject(one: Message, other: Message) -> bool:
    first, second = make_subject_key(one.subject), make_subject_key(other.subject)
    if not first or not second:
        return False
    if first == second:
        return True
    words, others = list_content_words(first), list_content_words(second)
    shared = len(words & others)
    return shared >= 2 and shared >= _SHARED_SUBJECT * len(words | others)
