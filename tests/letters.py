"""Letters: messages and mailboxes for tests, made of real bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from people import ANA

from services.mailbox.messages import Address, Message

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOM = "Tom Reed <tom@partner.example>"
OWNER = f"{ANA.name} <{ANA.email}>"


def write_letter(text: str = "Hello", **headers: str) -> bytes:
    """One mail from Tom to Ana as bytes; headers are written as given, `_` for `-`."""
    letter = EmailMessage()
    given = {"From": TOM, "To": OWNER, "Subject": "Pumps", "Date": format_datetime(BEGIN)}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            letter[name] = value
    letter.set_content(text)
    return letter.as_bytes()


def write_mbox(path: Path, letters: Sequence[bytes]) -> Path:
    """An mbox of these letters, as programs write it."""
    envelope = b"From tom@partner.example Mon Nov  2 09:00:00 2026\n"
    escaped = [letter.replace(b"\nFrom ", b"\n>From ") for letter in letters]
    path.write_bytes(b"".join(envelope + letter.rstrip(b"\n") + b"\n\n" for letter in escaped))
    return path


def make_message(sender: str, to: str | Sequence[str], day: int = 0, **fields: Any) -> Message:
    """A message as it is read, this many days after BEGIN; addresses stand for people."""
    others = [to] if isinstance(to, str) else to
    sent_at = BEGIN + timedelta(days=day)
    cc = tuple(make_address(each) for each in fields.pop("cc", ()))
    given = {"subject": "Pumps", "text": "Hello", "sent_at": sent_at, "cc": cc} | fields
    name = f"{sender}-{'-'.join(others)}-{sent_at:%Y%m%d%H}-{given['subject']}"
    return Message(
        **{"message_id": name} | given,
        sender=make_address(sender),
        to=tuple(make_address(each) for each in others),
    )


def make_address(email: str) -> Address:
    """The address, with a name before it where one is given: "Tom Reed <tom@...>"."""
    name, _, rest = email.rpartition("<")
    return Address(email=rest.strip(">"), name=name.strip())
