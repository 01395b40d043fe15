"""Threads: mail that waits for the leaver's answer, and promises of the leaver still due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.case_file import PersonEntry
from models.harvest import HarvestedThread
from services.mailbox.conversations import (
    clean_subject,
    group_conversations,
    is_answer_subject,
    list_content_words,
    make_subject_key,
)
from services.mailbox.correspondents import (
    Person,
    find_own_addresses,
    get_first_name,
    group_people,
    normalize_email,
)
from services.mailbox.mailboxes import join_readings
from services.mailbox.messages import Address, MailboxReading, Message
from services.mailbox.promises import (
    Promise,
    has_day_from,
    is_fulfilling,
    is_receiving,
    is_reporting,
    is_withdrawing,
    list_promises,
)
from services.mailbox.requests import (
    Answers,
    Request,
    find_request,
    is_asking_back,
    is_settling,
    is_short,
)
from services.mailbox.sentences import fold, shorten_quote

HORIZON_DAYS = 120
"""A request that waited longer than this, with no day to come, no longer waits."""
QUOTE_CHARACTERS = 300
_MOST_ADDRESSED = 10
"""A request to more people than this is a call to all, and none to the leaver."""


@dataclass(frozen=True)
class _Waiting:
    message: Message
    request: Request


@dataclass(frozen=True)
class _Correspondence:
    """All mail of one leaver, as the questions below need it."""

    own: frozenset[str]
    people: Mapping[str, Person]
    leaver_names: tuple[str, ...]
    answers: Answers
    today: date

    def is_own(self, address: Address | None) -> bool:
        """Whether the address is one of the leaver's."""
        return address is not None and normalize_email(address.email) in self.own

    def get_person(self, address: Address) -> Person:
        """Return who has this address."""
        return self.people[normalize_email(address.email)]


def find_open_threads(
    messages: Sequence[Message], leaver: PersonEntry, today: date
) -> tuple[HarvestedThread, ...]:
    """Return what waits for the leaver's answer and what the leaver promised and still owes.

    Promises come with their day, soonest first, then what waits, latest first. Lists, robots and
    mail that only had the leaver in copy wait for nothing.
    """
    once = join_readings([MailboxReading(messages=tuple(messages))]).messages
    own = find_own_addresses(once, leaver)
    people = group_people(once)
    names = (get_first_name(leaver.name), *leaver.name.casefold().split()[-1:])
    mail = _Correspondence(own, people, names, Answers(once, own, people), today)
    waiting: list[HarvestedThread] = []
    promised: list[HarvestedThread] = []
    for conversation in group_conversations(once, people):
        if not _is_recent(conversation, today):
            continue
        waiting += _list_waiting(conversation, mail)
        promised += _list_promised(conversation, mail)
    promised.sort(key=lambda each: (each.due_on or today, each.subject, each.message_id or ""))
    waiting.sort(key=lambda each: (-each.last_on.toordinal(), each.subject, each.message_id or ""))
    return tuple(promised + _drop_repeated(waiting))


def _is_recent(conversation: Sequence[Message], today: date) -> bool:
    """Whether any date in the conversation may still matter; promises reach a year ahead."""
    last = conversation[-1].sent_at
    return last is not None and (today - last.date()).days <= 400


def _list_waiting(
    conversation: Sequence[Message], mail: _Correspondence
) -> Iterator[HarvestedThread]:
    waiting: dict[int, _Waiting] = {}
    own: list[Message] = []
    asked_back = _list_asked_back(conversation, mail)
    for message, is_answered in _mark_answered(conversation, mail, asked_back):
        if mail.is_own(message.sender):
            own.append(message)
            continue
        _forget_answered(message, waiting, mail)
        if not is_answered:
            _hear(message, waiting, mail, own)
    open_still = [
        each
        for each in waiting.values()
        if _still_matters(each, mail.today)
        and not mail.answers.has_later(each.message, each.request, asked_back)
    ]
    if open_still:
        yield _tell_waiting(open_still, mail)


def _list_asked_back(conversation: Sequence[Message], mail: _Correspondence) -> frozenset[str]:
    """Return the ids of the leaver's mail that only asked back, and was answered: no answer yet."""
    found: set[str] = set()
    answered: set[int] = set()
    for message in reversed(conversation):
        if message.is_robot or message.is_list or message.sender is None:
            continue
        if not mail.is_own(message.sender):
            answered.add(id(mail.get_person(message.sender)))
        elif any(id(mail.get_person(each)) in answered for each in message.to):
            found.update([message.message_id] if is_asking_back(message) else [])
    return frozenset(found)


def _mark_answered(
    conversation: Sequence[Message], mail: _Correspondence, asked_back: frozenset[str]
) -> list[tuple[Message, bool]]:
    """Return the mail of people, and whether the leaver wrote to its sender later on.

    An answer went to the person who asked, or hides its receiver and refers to the question.
    """
    marked: list[tuple[Message, bool]] = []
    addressed: set[int] = set()
    referred: set[str] = set()
    for message in reversed(conversation):
        if message.is_robot or message.is_list or message.sender is None:
            continue
        sender = id(mail.get_person(message.sender))
        marked.append((message, sender in addressed or message.message_id in referred))
        if mail.is_own(message.sender) and message.message_id not in asked_back:
            recipients = {id(mail.get_person(each)) for each in (*message.to, *message.cc)}
            addressed |= recipients
            referred |= set() if recipients else {message.in_reply_to or "", *message.references}
    return marked[::-1]


def _hear(
    message: Message,
    waiting: dict[int, _Waiting],
    mail: _Correspondence,
    own: Sequence[Message],
) -> None:
    """Take in what somebody else wrote: a request, or its end."""
    assert message.sender is not None  # noqa: S101 - the caller passes over mail without a sender
    sender = id(mail.get_person(message.sender))
    request = _find_request(message, mail)
    # "Looking forward to your answer" asks for nothing new, least of all after a promise.
    is_repeated = request and request.is_weak and any(map(list_promises, own))
    if request and not is_repeated:
        known = waiting.get(sender)
        if known and not request.due_on:
            request = replace(request, due_on=known.request.due_on)
        waiting[sender] = _Waiting(message, request)
        return
    if sender in waiting and not message.method and is_settling(message.text):
        del waiting[sender]


def _forget_answered(message: Message, waiting: dict[int, _Waiting], mail: _Correspondence) -> None:
    """Drop the requests that somebody else answered."""
    assert message.sender is not None  # noqa: S101 - the caller passes over mail without a sender
    sender = id(mail.get_person(message.sender))
    for address in message.to:
        key = id(mail.get_person(address))
        if key != sender:
            waiting.pop(key, None)


def _find_request(message: Message, mail: _Correspondence) -> Request | None:
    if message.sent_at is None or message.method:
        return None
    is_old = mail.today - message.sent_at.date() > timedelta(days=HORIZON_DAYS)
    if is_old and not has_day_from(message, mail.today):
        return None
    if not any(mail.is_own(each) for each in message.to) or len(message.to) > _MOST_ADDRESSED:
        return None
    others = [
        get_first_name(mail.get_person(each).name)
        for each in (*message.to, *message.cc)
        if not mail.is_own(each)
    ]
    names = [name for name in others if len(name) > 1 and name not in mail.leaver_names]
    text = message.text
    if is_short(text) and not is_answer_subject(message.subject):
        text = f"{text}\n{message.subject}"
    return find_request(
        text, message.sent_at.date(), leaver_names=mail.leaver_names, other_names=names
    )


def _still_matters(waiting: _Waiting, today: date) -> bool:
    if waiting.request.due_on and waiting.request.due_on >= today:
        return True
    sent_at = waiting.message.sent_at
    return sent_at is not None and today - sent_at.date() <= timedelta(days=HORIZON_DAYS)


def _tell_waiting(waiting: Sequence[_Waiting], mail: _Correspondence) -> HarvestedThread:
    last = waiting[-1]
    due = [each.request.due_on for each in waiting if each.request.due_on]
    names = [mail.get_person(each.message.sender).name for each in waiting if each.message.sender]
    assert last.message.sent_at is not None  # noqa: S101 - undated mail asks nothing
    return HarvestedThread(
        subject=clean_subject(last.message.subject) or shorten_quote(last.request.sentence, 80),
        with_whom=tuple(dict.fromkeys(reversed(names))),
        last_on=last.message.sent_at.date(),
        due_on=min(due) if due else None,
        quote=shorten_quote(last.request.sentence, QUOTE_CHARACTERS),
        message_id=last.message.message_id,
    )


def _list_promised(
    conversation: Sequence[Message], mail: _Correspondence
) -> Iterator[HarvestedThread]:
    """Yield what the leaver's last promising message of the conversation still owes."""
    for place in range(len(conversation) - 1, -1, -1):
        message = conversation[place]
        if message.is_robot or not mail.is_own(message.sender):
            continue
        if not has_day_from(message, mail.today):
            continue
        promises = list_promises(message)
        if not promises:
            continue
        due = [promise for promise in promises if promise.due_on >= mail.today]
        if not _is_kept(message, conversation[place + 1 :], mail):
            yield from (_tell_promise(message, promise, mail) for promise in due)
        return


def _is_kept(message: Message, following: Sequence[Message], mail: _Correspondence) -> bool:
    about = list_content_words(fold(clean_subject(message.subject)))
    for later in following:
        if later.is_robot:
            continue
        if mail.is_own(later.sender) and (is_fulfilling(later) or is_reporting(later, about)):
            return True
        if is_withdrawing(later) or (not mail.is_own(later.sender) and is_receiving(later)):
            return True
    return mail.answers.has_later_file(message)


def _tell_promise(message: Message, promise: Promise, mail: _Correspondence) -> HarvestedThread:
    addressed = [each for each in (message.to or message.cc) if not mail.is_own(each)]
    assert message.sent_at is not None  # noqa: S101 - undated mail promises nothing
    return HarvestedThread(
        subject=clean_subject(message.subject) or shorten_quote(promise.sentence, 80),
        with_whom=tuple(dict.fromkeys(mail.get_person(each).name for each in addressed)),
        last_on=message.sent_at.date(),
        is_promise=True,
        due_on=promise.due_on,
        quote=shorten_quote(promise.sentence, QUOTE_CHARACTERS),
        message_id=message.message_id,
    )


def _drop_repeated(waiting: Sequence[HarvestedThread]) -> list[HarvestedThread]:
    """Keep the latest of threads in which the same people ask about the same thing again."""
    kept: dict[tuple[tuple[str, ...], str], HarvestedThread] = {}
    for thread in waiting:
        kept.setdefault((thread.with_whom, make_subject_key(thread.subject)), thread)
    return list(kept.values())
