"""Msg: one mail as Outlook saves it; its attachments are named, not opened."""

from pathlib import Path

from services.formats.html_files import read_page
from services.formats.readings import Lines, Reading
from services.formats.text_files import decode
from services.mailbox.outlook_items import OutlookItem
from services.secrets.private_places import is_private

_PRIVATE = ("Personal", "Private")


def read_msg(path: Path) -> Reading:
    """Read headers and body.

    Raises:
        UnreadableError: The file is damaged.
    """
    item = OutlookItem(path)
    sender, sent_at = item.sender, item.sent_at
    day = sent_at.date() if sent_at else None
    people: dict[str, list[str]] = {"To": [], "Cc": []}
    for field, named in item.list_recipients():
        people.setdefault(field, []).append(named.name or named.email)
    lines = Lines()
    for name, value in (
        ("From", sender.name or sender.email),
        ("To", "; ".join(people["To"])),
        ("Cc", "; ".join(people["Cc"])),
        ("Date", str(day) if day else ""),
        ("Subject", item.subject),
    ):
        lines.add(f"{name}: {value}" if value else "")
    lines.add(item.body or (read_page(decode(item.html)).text if item.html else ""))
    attached = [name for name, _ in item.list_attachments()]
    lines.add(f"Attachments: {', '.join(attached)}" if attached else "")
    return Reading(
        text=lines.join(),
        title=item.subject or None,
        authors=(sender.name or sender.email,) if sender.name or sender.email else (),
        created_on=day,
        modified_on=day,
        is_private=is_private(item.subject) or item.sensitivity in _PRIVATE,
    )
