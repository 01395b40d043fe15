"""Msg: one mail as Outlook saves it; its attachments are named, not opened.

Source: [MS-OXMSG], Outlook Item (.msg) File Format, and [MS-OXPROPS] for the numbers. Our own
reader: of 50 odd mails python-oxmsg fails on 4 that this one reads, and it loads every attachment.
"""

import struct
from datetime import date
from pathlib import Path

from services.formats.html_files import read_page
from services.formats.ole_files import OleFile, decode_codepage, to_day
from services.formats.readings import Lines, Reading
from services.formats.text_files import decode
from services.secrets.private_places import is_private

_SUBJECT, _SENDER, _TO, _CC, _BODY, _HTML = "0037", "0C1A", "0E04", "0E03", "1000", "1013"
_ATTACHED, _ATTACHED_SHORT = "3707", "3704"
_SENT, _DELIVERED, _SENSITIVITY = 0x0039, 0x0E06, 0x0036
_LONG = 3
_PRIVATE = (1, 2)
"""Values of the sensitivity: personal, private."""
_CODEPAGE, _BODY_CODEPAGE = 0x3FFD, 0x3FDE
_WESTERN = 1252
_MISFIT = "\N{REPLACEMENT CHARACTER}"
_Pages = tuple[int | None, ...]
"""Code pages that may be the right one, the likeliest first."""
_HEAD_BYTES = 32
"""Length of the header before the properties of a mail that lies in no other mail."""


def read_msg(path: Path) -> Reading:
    """Read headers and body.

    Raises:
        UnreadableError: The file is damaged.
    """
    file = OleFile(path)
    fixed = _read_fixed(file)
    pages = (fixed.get(_CODEPAGE), fixed.get(_BODY_CODEPAGE))
    subject = _get_text(file, _SUBJECT, pages)
    sender = _get_text(file, _SENDER, pages)
    day = _find_day(fixed)
    lines = Lines()
    for name, value in (
        ("From", sender),
        ("To", _get_text(file, _TO, pages)),
        ("Cc", _get_text(file, _CC, pages)),
    ):
        lines.add(f"{name}: {value}" if value else "")
    lines.add(f"Date: {day}" if day else "")
    lines.add(f"Subject: {subject}" if subject else "")
    lines.add(_get_text(file, _BODY, pages[::-1]) or _read_html(file))
    attached = _list_attachments(file, pages)
    lines.add(f"Attachments: {', '.join(attached)}" if attached else "")
    return Reading(
        text=lines.join(),
        title=subject or None,
        authors=(sender,) if sender else (),
        created_on=day,
        modified_on=day,
        is_private=is_private(subject) or fixed.get(_SENSITIVITY) in _PRIVATE,
    )


def _get_text(file: OleFile, number: str, pages: _Pages, storage: str = "") -> str:
    wide = file.read(f"{storage}__substg1.0_{number}001F")
    if wide is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    narrow = file.read(f"{storage}__substg1.0_{number}001E")
    return _decode_narrow(narrow, pages).rstrip("\0") if narrow else ""


def _decode_narrow(content: bytes, pages: _Pages) -> str:
    """Decode by the first code page that fits: what a mail says of its own is not always true."""
    for page in pages:
        text = decode_codepage(content, page) if page else _MISFIT
        if _MISFIT not in text:
            return text
    return decode_codepage(content, _WESTERN)


def _read_html(file: OleFile) -> str:
    page = file.read(f"__substg1.0_{_HTML}0102")
    return read_page(decode(page)).text if page else ""


def _list_attachments(file: OleFile, pages: _Pages) -> list[str]:
    storages = sorted({name.split("/")[0] for name in file.names if name.startswith("__attach")})
    names = (
        _get_text(file, _ATTACHED, pages, f"{storage}/")
        or _get_text(file, _ATTACHED_SHORT, pages, f"{storage}/")
        for storage in storages
    )
    return [name for name in names if name]


def _read_fixed(file: OleFile) -> dict[int, int]:
    """Return the properties of fixed length by their number."""
    stream = file.read("__properties_version1.0") or b""
    found = {}
    for at in range(_HEAD_BYTES, len(stream) - 15, 16):
        kind, number, _, value = struct.unpack_from("<HHIQ", stream, at)
        # A long number fills only the first half of its place.
        found[number] = value & 0xFFFFFFFF if kind == _LONG else value
    return found


def _find_day(fixed: dict[int, int]) -> date | None:
    return to_day(fixed.get(_SENT, 0)) or to_day(fixed.get(_DELIVERED, 0))
