"""Labelled mail: conversations with what a careful colleague says of them, as messages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from models.case_file import PersonEntry
from services.mailbox.messages import Address, Attachment, Message
from services.mailbox.quotes import find_own_words

ANA = PersonEntry(name="Ana Sow", email="ana.sow@example.org")
TODAY = date(2026, 11, 20)
ADDRESSES = {
    "ana": Address(email=ANA.email, name=ANA.name),
    "tom": Address(email="tom@partner.example", name="Tom Reed"),
    "ben": Address(email="ben.diop@example.org", name="Ben Diop"),
    "lea": Address(email="lea@ministry.example", name="Lea Faye"),
}
FOLDER = Path(__file__).parent / "services" / "mailbox" / "data"
FILE = Attachment(name="list.xlsx", sha256="0" * 64, size_bytes=1000)


def read_cases(name: str) -> list[dict[str, Any]]:
    """Return the labelled conversations as they stand in the file."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = YAML(typ="safe").load(text)
    return cases


def make_messages(case: dict[str, Any], number: int = 0) -> list[Message]:
    """Return the messages of a conversation, each answering the one before it."""
    return list(_make(case, number))


def _make(case: dict[str, Any], number: int) -> Iterator[Message]:
    previous = None
    for place, (who, day, text) in enumerate(case["mail"]):
        other = "tom" if who == "ana" else "ana"
        copied = case.get("cc", {}).get(place)
        message = Message(
            message_id=f"{number}.{place}@example.org",
            sender=ADDRESSES[who],
            to=(ADDRESSES[case.get("to", {}).get(place, other)],),
            cc=(ADDRESSES[copied],) if copied else (),
            sent_at=_at(day, place),
            subject=("Re: " if place else "") + case["subject"],
            text=find_own_words(text).text,
            in_reply_to=previous,
            attachments=(FILE,) if place in case.get("file", ()) else (),
            is_robot=case.get("auto") == place and place > 0,
        )
        previous = message.message_id
        yield message
    if "elsewhere" in case:
        to, day, subject, text = case["elsewhere"]
        yield Message(
            message_id=f"{number}.elsewhere@example.org",
            sender=ADDRESSES["ana"],
            to=(ADDRESSES[to],),
            sent_at=_at(day, 9),
            subject=subject,
            text=text,
        )


def _at(day: date | str, hour: int) -> datetime:
    return datetime.combine(date.fromisoformat(str(day)), time(9 + hour), UTC)
