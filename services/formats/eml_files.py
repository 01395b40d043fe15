"""Eml: one mail that lies in a folder; its attachments are named, not opened."""

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from services.formats.html_files import read_page
from services.formats.readings import Lines, Reading
from services.formats.text_files import decode
from services.mailbox.address_lists import split_list
from services.secrets.private_places import is_private

_MOST_BYTES = 32 * 2**20
_SHOWN = ("From", "To", "Cc", "Date", "Subject")


def read_eml(path: Path) -> Reading:
    """Read headers and body."""
    with path.open("rb") as file:
        return read_mail(file.read(_MOST_BYTES))


def read_mail(content: bytes) -> Reading:
    """Return what one mail says."""
    parsed = message_from_bytes(content, policy=policy.default)
    headers = {name: _get_header(parsed, name) for name in (*_SHOWN, "Sensitivity")}
    lines = Lines()
    for name in _SHOWN:
        lines.add(f"{name}: {headers[name]}" if headers[name] else "")
    lines.add(_read_body(parsed))
    attachments = [part.get_filename() for part in parsed.walk() if part.get_filename()]
    lines.add(f"Attachments: {', '.join(map(str, attachments))}" if attachments else "")
    sender = next((one.name or one.email for one in split_list(headers["From"])), "")
    return Reading(
        text=lines.join(),
        title=headers["Subject"] or None,
        authors=(sender,) if sender else (),
        created_on=_find_day(headers["Date"]),
        modified_on=_find_day(headers["Date"]),
        is_private=is_private(headers["Subject"], headers["Sensitivity"]),
    )


def _get_header(mail: EmailMessage, name: str) -> str:
    """Return a header as the library parses it; as it stands where it cannot."""
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        raw = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), "")
        return " ".join(str(raw).split())


def _read_body(mail: EmailMessage) -> str:
    plain: list[str] = []
    pages: list[str] = []
    for part in mail.walk():
        if part.get_content_maintype() == "text" and not part.get_filename():
            text = decode(_get_payload(part), declared=part.get_content_charset())
            (pages if part.get_content_subtype() == "html" else plain).append(text)
    written = "\n".join(plain)
    return written if written.strip() else "\n".join(read_page(page).text for page in pages)


def _get_payload(part: object) -> bytes:
    payload = part.get_payload(decode=True) if isinstance(part, EmailMessage) else None
    return payload if isinstance(payload, bytes) else b""


def _find_day(line: str) -> date | None:
    try:
        return parsedate_to_datetime(line).date()
    except (ValueError, TypeError, IndexError):
        return None
