"""Requests: what a message asks of the leaver, what takes it back, and whether it was answered.

An answer may be a mail that refers to nothing.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.mailbox.conversations import is_after, list_content_words, make_subject_key
from services.mailbox.correspondents import Person, normalize_email
from services.mailbox.days import list_days
from services.mailbox.mail_phrases import detect_languages, is_said, list_languages
from services.mailbox.messages import Message
from services.mailbox.promises import is_fulfilling
from services.mailbox.sentences import fold, is_question, list_sentences

_CLAUSE = re.compile(r"\s*[,;،，:]\s*|\s+-\s+|\s+(?:and|et|y|und|и|ثم|و)\s+")
_GREETING_CHARACTERS = 60
_SHORT_TEXT = 40
_FEWEST_ASKING_WORDS = 3
"""What is left of "How are you, Ana?" without the greeting asks nothing."""
_SHARED_SUBJECT = 0.5
_SHARED_REQUEST = 0.5
_FEWEST_SHARED_WORDS = 2
"""Words of the request in a mail that answers it: "here is the list of pumps"."""


@dataclass(frozen=True)
class Request:
    """A sentence that asks something. `is_weak`: it only says that an answer is awaited."""

    sentence: str
    due_on: date | None
    strength: int

    @property
    def is_weak(self) -> bool:
        """Whether it asks for nothing but an answer to something said before."""
        return self.strength == 1


def find_request(
    text: str, written_on: date, *, leaver_names: Sequence[str], other_names: Sequence[str]
) -> Request | None:
    """Return the sentence that asks most clearly; None where nothing is asked of the leaver.

    Names are folded first names: what is asked of somebody else by name is not asked of the
    leaver. `due_on` is the day by which an answer is wanted, if a sentence that asks names one.
    """
    sentences = list_sentences(text)
    folded = [fold(sentence) for sentence in sentences]
    codes = detect_languages(fold(text[:2_000]))
    if _greets_other(folded, leaver_names, other_names):
        return None
    found: list[Request] = []
    for sentence, each in zip(sentences, folded, strict=True):
        strength = _measure(each, codes, is_question=is_question(sentence))
        if strength and not _names_first(each, other_names):
            found.append(Request(sentence, _find_due(each, written_on, codes), strength))
    # What asks is rarer than what does not: the rest is only looked at then.
    if any(is_said("no_answer", each, codes) for each in folded if found):
        return None
    if not found:
        return None
    clearest = max(found, key=lambda request: request.strength)
    due = clearest.due_on or next((each.due_on for each in found if each.due_on), None)
    return Request(clearest.sentence, due, clearest.strength)


def is_settling(text: str) -> bool:
    """Whether a message that asks nothing says that what was asked is settled."""
    folded = [fold(sentence) for sentence in list_sentences(text)]
    codes = detect_languages(fold(text[:2_000]))
    if any(is_said("settled", each, codes) for each in folded):
        return True
    return any(_thanks(each, codes) for each in folded[:3])


def is_asking_back(message: Message) -> bool:
    """Whether a message asks and says nothing else: it answers nothing yet."""
    if message.attachments:
        return False
    codes = detect_languages(fold(message.text[:2_000]))
    said = [
        sentence
        for sentence in _list_unsigned(message)
        if is_question(sentence)
        or not (sentence.endswith((",", "،")) or _thanks(fold(sentence), codes))
    ]
    return bool(said) and all(map(is_question, said))


def is_short(text: str) -> bool:
    """Whether the text is so short that the subject may be the message."""
    return len(text.strip()) < _SHORT_TEXT


class Answers:
    """What the leaver wrote, by the people it was sent to."""

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
        """Whether the leaver wrote to the person who asked, later and about the same thing.

        Messages that only asked back (ids) are no answer.
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
            is_about = shared >= max(_FEWEST_SHARED_WORDS, _SHARED_REQUEST * len(wanted))
            if is_about or (shared >= _FEWEST_SHARED_WORDS and is_fulfilling(message)):
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


def _list_unsigned(message: Message) -> list[str]:
    """Return the sentences before the line that is no more than the sender's name."""
    name = fold(message.sender.name).split() if message.sender else []
    sentences = list(list_sentences(message.text))
    for place, sentence in enumerate(sentences):
        words = re.findall(r"\w+", fold(sentence))
        if place and words and set(words) <= set(name):
            return sentences[:place]
    return sentences


def _thanks(folded: str, codes: tuple[str, ...]) -> bool:
    return any(each.get_pattern("thanks").match(folded) for each in list_languages(codes))


def _measure(folded: str, codes: tuple[str, ...], *, is_question: bool) -> int:
    """Return how clearly the folded sentence asks: 0 not at all, 4 by words and question mark."""
    topics = ("requests", "imperatives", "expectations")
    if not is_question and not any(is_said(topic, folded, codes) for topic in topics):
        return 0
    rest = _drop(folded, "pleasantries", codes)
    fewest = _FEWEST_ASKING_WORDS if rest != folded else 1
    if len(re.findall(r"\w{2,}|[\u3400-\u9fff]", rest)) < fewest:
        return 0
    if is_said("offers", rest, codes):
        return _measure_beside_offer(rest, codes, is_question=is_question)
    if is_said("requests", rest, codes):
        return 4 if is_question else 3
    is_left = is_question and (rest == folded or "?" in rest or "؟" in rest)
    begins = rest.strip()
    if is_left or any(
        each.get_pattern("imperatives").match(begins) for each in list_languages(codes)
    ):
        return 2
    return 1 if is_said("expectations", rest, codes) else 0


def _measure_beside_offer(folded: str, codes: tuple[str, ...], *, is_question: bool) -> int:
    """Return how clearly a sentence asks that also offers help: "call me if you have questions"."""
    clauses = [each for each in _CLAUSE.split(folded) if not is_said("offers", each, codes)]
    rest = _drop(" , ".join(clauses), "contact_me", codes)
    if not is_said("requests", rest, codes):
        return 0
    return 4 if is_question and re.search(r"\w{3}", rest) else 3


def _drop(folded: str, topic: str, codes: tuple[str, ...]) -> str:
    for language in list_languages(codes):
        folded = language.get_pattern(topic).sub(" ", folded)
    return folded


def _find_due(folded: str, written_on: date, codes: tuple[str, ...]) -> date | None:
    days = [day for day in list_days(folded, written_on, codes) if day.on >= written_on]
    deadlines = [day.on for day in days if day.is_deadline]
    return deadlines[0] if deadlines else None


def _greets_other(
    folded: Sequence[str], leaver_names: Sequence[str], other_names: Sequence[str]
) -> bool:
    """Whether the message begins with the name of somebody else and not with the leaver's."""
    if not folded:
        return False
    words = re.findall(r"\w+", folded[0][:_GREETING_CHARACTERS])[:6]
    if any(_is_called(word, leaver_names) for word in words):
        return False
    greeting = words[:4] if len(folded[0]) <= _GREETING_CHARACTERS else words[:2]
    return any(name in greeting for name in other_names)


def _is_called(word: str, names: Sequence[str]) -> bool:
    """Whether the word is one of the names, or short for one: Dan for Daniel."""
    return any(word == name or (len(word) >= 3 and name.startswith(word)) for name in names)


def _names_first(folded: str, names: Sequence[str]) -> bool:
    return any(re.match(rf"@?{re.escape(name)}\b\s*(?:[,:،-]|\()", folded) for name in names)


def _is_same_subject(one: Message, other: Message) -> bool:
    first, second = make_subject_key(one.subject), make_subject_key(other.subject)
    if not first or not second:
        return False
    if first == second:
        return True
    words, others = list_content_words(first), list_content_words(second)
    shared = len(words & others)
    return shared >= 2 and shared >= _SHARED_SUBJECT * len(words | others)
