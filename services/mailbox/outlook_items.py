"""Outlook items: a .msg file as the mail that it was before Outlook saved it.

Source: [MS-OXMSG], Outlook Item (.msg) File Format, and [MS-OXPROPS] for the numbers. Our own
reader: of 50 odd mails python-oxmsg fails on 4 that this one reads.
"""

import struct
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.message import Message as RawMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from services.compound_files import OleFile, decode_codepage, to_instant

_SUBJECT, _BODY, _HTML, _HEADERS = "0037", "1000", "1013", "007D"
_SENDER = ("0C1A", ("5D01", "0C1F"))
_SENDER_FOR = ("0042", ("5D02", "0065"))
_RECIPIENT = ("3001", ("39FE", "3003"))
_SHOWN_TO, _SHOWN_CC = "0E04", "0E03"
_MESSAGE_ID, _ANSWERS, _REFERENCES = "1035", "1042", "1039"
_ATTACHED, _ATTACHED_SHORT, _DATA = "3707", "3704", "37010102"
_SENT, _DELIVERED, _SENSITIVITY, _FLAGS, _KIND = 0x0039, 0x0E06, 0x0036, 0x0E07, 0x0C15
_UNSENT = 8
_FIELDS = {1: "To", 2: "Cc", 3: "Bcc"}
_SENSITIVITIES = {1: "Personal", 2: "Private", 3: "Company-Confidential"}
_LONG = 3
_CODEPAGE, _BODY_CODEPAGE = 0x3FFD, 0x3FDE
_WESTERN = 1252
_MISFIT = "\N{REPLACEMENT CHARACTER}"
_HEAD_BYTES, _PART_HEAD_BYTES = 32, 8
"""Length of the header before the properties of a mail, and of a recipient."""
_Pages = tuple[int | None, ...]
"""Code pages that may be the right one, the likeliest first."""


class Named(NamedTuple):
    """Somebody as Outlook names them; the address is "" where it gives none of the internet."""

    name: str
    email: str


class OutlookItem:
    """A mail as Outlook saves it; its attachments are there by name and bytes.

    Raises:
        UnreadableError: the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._file = OleFile(path)
        self.numbers = self._read_fixed("", _HEAD_BYTES)
        """The properties of fixed length, by their number."""
        self._pages: _Pages = (self.numbers.get(_CODEPAGE), self.numbers.get(_BODY_CODEPAGE))

    @property
    def subject(self) -> str:
        """The subject, "" where there is none."""
        return self.get_text(_SUBJECT)

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent, else delivered, UTC."""
        days = (to_instant(self.numbers.get(number, 0)) for number in (_SENT, _DELIVERED))
        return next(filter(None, days), None)

    @property
    def sensitivity(self) -> str:
        """What the sender calls it: "Personal", "Private"; "" for any other mail."""
        return _SENSITIVITIES.get(self.numbers.get(_SENSITIVITY, 0), "")

    @property
    def sender(self) -> Named:
        """Who sent it; for whom, where that alone is said."""
        found = [self._name("", *numbers) for numbers in (_SENDER, _SENDER_FOR)]
        return next((one for one in found if one.email or one.name), Named("", ""))

    @property
    def body(self) -> str:
        """The plain text."""
        return self.get_text(_BODY, is_body=True)

    @property
    def html(self) -> bytes:
        """The page, as bytes of its own charset."""
        page = self._file.read(f"__substg1.0_{_HTML}0102")
        return page or self.get_text(_HTML, is_body=True).encode()

    def list_recipients(self) -> Iterator[tuple[str, Named]]:
        """Yield To, Cc or Bcc with each recipient; by the shown names where there are no others."""
        storages = self._list_storages("__recip")
        for storage in storages:
            kind = self._read_fixed(f"{storage}/", _PART_HEAD_BYTES).get(_KIND, 1)
            yield _FIELDS.get(kind, "To"), self._name(f"{storage}/", *_RECIPIENT)
        for field, number in () if storages else (("To", _SHOWN_TO), ("Cc", _SHOWN_CC)):
            for name in filter(None, map(str.strip, self.get_text(number).split(";"))):
                yield field, Named(name, "")

    def list_attachments(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each attachment; mails that are attached have none."""
        for storage in self._list_storages("__attach"):
            place = f"{storage}/"
            name = self.get_text(_ATTACHED, place) or self.get_text(_ATTACHED_SHORT, place)
            if name:
                yield name, self._file.read(f"{place}__substg1.0_{_DATA}") or b""

    def get_text(self, number: str, place: str = "", *, is_body: bool = False) -> str:
        """Return a property that is text, "" where there is none."""
        wide = self._file.read(f"{place}__substg1.0_{number}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._file.read(f"{place}__substg1.0_{number}001E")
        pages = self._pages[::-1] if is_body else self._pages
        return _decode_narrow(narrow, pages).rstrip("\0") if narrow else ""

    def _name(self, place: str, name: str, addresses: tuple[str, ...]) -> Named:
        found = (self.get_text(number, place) for number in addresses)
        email = next((one for one in found if "@" in one and not one.startswith("/")), "")
        return Named(self.get_text(name, place), email)

    def _list_storages(self, beginning: str) -> list[str]:
        tops = {name.split("/")[0] for name in self._file.names if "/" in name}
        return sorted(top for top in tops if top.startswith(beginning))

    def _read_fixed(self, place: str, head_bytes: int) -> dict[int, int]:
        stream = self._file.read(f"{place}__properties_version1.0") or b""
        found = {}
        for at in range(head_bytes, len(stream) - 15, 16):
            kind, number, _, value = struct.unpack_from("<HHIQ", stream, at)
            # A long number fills only the first half of its place.
            found[number] = value & 0xFFFFFFFF if kind == _LONG else value
        return found


def read_item(path: Path) -> RawMessage:
    """Return the mail that Outlook saved, with the headers that it came with where they are there.

    Raises:
        UnreadableError: the file is damaged.
    """
    item = OutlookItem(path)
    mail = _make_body(item)
    came = HeaderParser(policy=compat32).parsestr(item.get_text(_HEADERS))
    for name, value in came.raw_items():
        if not name.lower().startswith(("content-", "mime-")):
            mail[name] = value
    for name, text in _list_headers(item):
        if text and name not in mail:
            mail[name] = text
    return mail


def _make_body(item: OutlookItem) -> RawMessage:
    mail = MIMEMultipart(policy=compat32)
    if item.body:
        mail.attach(MIMEText(item.body, "plain", "utf-8"))
    if item.html:
        page = MIMEApplication(item.html, "html")
        page.replace_header("Content-Type", "text/html")
        mail.attach(page)
    for name, content in item.list_attachments():
        part = MIMEApplication(content)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        mail.attach(part)
    return mail


def _list_headers(item: OutlookItem) -> Iterator[tuple[str, str]]:
    yield "From", _write(item.sender)
    by_field: dict[str, list[str]] = {}
    for field, named in item.list_recipients():
        by_field.setdefault(field, []).append(_write(named))
    for field, people in by_field.items():
        yield field, ", ".join(filter(None, people))
    yield "Subject", _encode(item.subject)
    yield "Date", format_datetime(item.sent_at) if item.sent_at else ""
    for name, number in (
        ("Message-ID", _MESSAGE_ID),
        ("In-Reply-To", _ANSWERS),
        ("References", _REFERENCES),
    ):
        yield name, item.get_text(number)
    yield "Sensitivity", item.sensitivity
    yield "X-Unsent", "1" if item.numbers.get(_FLAGS, 0) & _UNSENT else ""


def _write(named: Named) -> str:
    name = _encode(named.name) if named.name != named.email else ""
    if not named.email:
        return name
    return f"{name} <{named.email}>" if name else named.email


def _encode(text: str) -> str:
    """Return a text as one encoded word: no comma or bracket of it is one of the header."""
    return Header(text, "utf-8", maxlinelen=100_000).encode() if text else ""


def _decode_narrow(content: bytes, pages: _Pages) -> str:
    """Decode by the first code page that fits: what a mail says of its own is not always true."""
    for page in pages:
        text = decode_codepage(content, page) if page else _MISFIT
        if _MISFIT not in text:
            return text
    return decode_codepage(content, _WESTERN)
