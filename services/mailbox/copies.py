"""Copies: which mails are the same one, found twice, and which only share a Message-ID."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from services.mailbox.messages import Message

_MARK = " "
"""Stands behind the Message-ID of a second mail that has it; no Message-ID holds a blank."""
_Key = tuple[str, str, datetime | None]


def drop_copies(messages: Iterable[Message]) -> list[Message]:
    """Return each mail once, the copy from the sent mail first; the others as they come.

    Printers and forms give every mail the same Message-ID. Where senders, times, texts or files
    differ, both are kept, and the later one gets a Message-ID of its own.
    """
    once: list[Message] = []
    groups: dict[_Key, list[int]] = {}
    taken: set[str] = set()
    for message in messages:
        group = groups.setdefault(_make_key(message), [])
        place = next((place for place in group if _is_copy(once[place], message)), None)
        if place is not None:
            once[place] = _choose(once[place], message)
            continue
        group.append(len(once))
        once.append(_rename(message) if message.message_id in taken else message)
        taken.add(once[-1].message_id)
    return once


def _make_key(message: Message) -> _Key:
    sender = message.sender.email if message.sender else ""
    return message.message_id.partition(_MARK)[0], sender, message.sent_at


def _is_copy(one: Message, other: Message) -> bool:
    """Whether two mails of one Message-ID, sender and time are one: lists add tags and a foot."""
    subjects = sorted((one.subject.strip(), other.subject.strip()), key=len)
    texts = sorted((" ".join(one.text.split()), " ".join(other.text.split())), key=len)
    files = [{each.sha256 for each in message.attachments} for message in (one, other)]
    return (
        subjects[1].endswith(subjects[0])
        and texts[1].startswith(texts[0])
        and (not all(files) or files[0] == files[1])
    )


def _choose(known: Message, message: Message) -> Message:
    """Return the better copy: one that could be read, then the one from the sent mail."""
    ranks = [(each.loss is None, each.is_sent_copy) for each in (message, known)]
    best = message if ranks[0] > ranks[1] else known
    is_sent = known.is_sent_copy or message.is_sent_copy
    return best.model_copy(update={"is_sent_copy": is_sent, "message_id": known.message_id})


def _rename(message: Message) -> Message:
    told = repr((message.sender, message.sent_at, message.subject, message.text))
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]
    own = f"{message.message_id.partition(_MARK)[0]}{_MARK}{digest}"
    return message.model_copy(update={"message_id": own})
