"""Headers: who wrote to whom, when, and in answer to what, from headers good and bad.

Bytes become text whatever they say, or do not say, about their character set.
"""

import base64
import binascii
import codecs
import quopri
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message as RawMessage
from email.utils import parsedate_tz

from charset_normalizer import from_bytes

from services.email_texts import find_emails
from services.mailbox.address_lists import Entry, split_list
from services.mailbox.messages import UNADDRESSED, Address
from services.mailbox.odd_dates import guess_date
from services.texts import clean_line

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
# Their bytes are ASCII, or valid UTF-8, and mean something else: what is declared goes first.
_NOT_UTF8 = re.compile(r"(?:utf[-_]?(?:7|16|32)|iso[-_]?2022|hz)", re.IGNORECASE)
_WESTERN = {"iso8859-1", "ascii", "latin-1", "utf-8"}
_GUESSED_BYTES = 20_000
_GUESSABLE_BYTES = 80
"""Of fewer bytes no charset can be guessed; Western is then the least surprise."""
# Folding cuts a letter of two bytes in half.
_CUT_LETTER = re.compile("([\udc80-\udcff])\r?\n?[ \t]+(?=[\udc80-\udcbf])")
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_HEADER_CHARACTERS = 20_000
_LONGEST_ZONE = timedelta(hours=15)
_EARLIEST_YEAR = 1980
_MISDATED = timedelta(days=2)
"""A message that claims to be sent this long after it was received has a wrong clock."""
_FAR_AHEAD = timedelta(days=366)
"""So long after it was filed nobody wrote it; exports write other days on that line, too."""
_ZERO_YEAR = 1990
"""Years before are what programs write that know no day."""


def decode_bytes(data: bytes, declared: str | None) -> str:
    """Return the text of bytes that claim a charset, rightly, wrongly or not at all."""
    codec = _find_codec(declared)
    if declared and _NOT_UTF8.match(declared) and codec:
        return data.decode(codec, "replace")
    # Text that is no UTF-8 is hardly ever valid as such, so that the test beats the claim.
    if (text := _try_decode(data, "utf-8")) is not None:
        return text
    if codec and codec not in _WESTERN and (text := _try_decode(data, codec)) is not None:
        return text
    if codec not in _WESTERN and len(data) >= _GUESSABLE_BYTES:
        guess = from_bytes(data[:_GUESSED_BYTES]).best()
        if guess is not None and (text := _try_decode(data, guess.encoding)) is not None:
            return text
    return data.decode("cp1252", "replace")


def decode_header(raw: str) -> str:
    """Return a raw header value as text, on one line, with its encoded words decoded."""
    text = _reveal_bytes(_CUT_LETTER.sub(r"\1", raw))
    if "=?" not in text:
        return " ".join(text.split())
    pieces: list[str] = []
    waiting: tuple[str, bytes] | None = None
    place = 0
    # White space between two encoded words is no part of the text (RFC 2047, 6.2).
    text = _BETWEEN_WORDS.sub(r"\1", text)
    for word in _ENCODED_WORD.finditer(text):
        between = text[place : word.start()]
        charset, data = word[1].split("*")[0].lower(), _decode_word(word[2], word[3])
        if waiting and not between and waiting[0] == charset:
            # A letter of several bytes may be cut in two, so equal charsets are joined first.
            waiting = (charset, waiting[1] + data)
        else:
            pieces += [_flush(waiting), between]
            waiting = (charset, data)
        place = word.end()
    pieces += [_flush(waiting), text[place:]]
    return " ".join("".join(pieces).split())


def get_values(raw: RawMessage, name: str) -> list[str]:
    """Return the decoded values of all headers of this name; empty where there is none."""
    wanted = name.lower()
    return [
        clean_line(decode_header(str(value)[:_HEADER_CHARACTERS]), max_characters=5_000)
        for key, value in raw.raw_items()
        if key.lower() == wanted
    ]


def get_value(raw: RawMessage, name: str) -> str:
    """Return the first decoded value of this name, "" where there is none."""
    values = get_values(raw, name)
    return values[0] if values else ""


def read_addresses(raw: RawMessage, *names: str) -> tuple[Address, ...]:
    """Return the addresses of these headers, each once, in their order."""
    found: dict[str, Address] = {}
    for key, value in raw.raw_items():
        if key.lower() in names:
            for address in _split_addresses(str(value)):
                known = found.get(address.email)
                if known is None or (address.name and not known.name):
                    found[address.email] = address
    return tuple(found.values())


def read_ids(raw: RawMessage, name: str) -> tuple[str, ...]:
    """Return the message ids in the headers of this name, without brackets, in their order."""
    found: dict[str, None] = {}
    for value in get_values(raw, name):
        ids = _MESSAGE_ID.findall(value)
        if not ids and "@" in value and len(value.split()) == 1:
            ids = [value.strip("<>")[:250]]
        found |= dict.fromkeys(ids)
    return tuple(found)


def read_sent_at(raw: RawMessage, envelope: str = "") -> datetime | None:
    """Return when the message was sent, aware; None where no header says so.

    `envelope` is the line between two messages of an mbox, which ends with a date as well.
    """
    received = [
        day
        for value in get_values(raw, "received")
        if (day := parse_date(value.rpartition(";")[2])) is not None
    ]
    others = [*get_values(raw, "delivery-date"), *get_values(raw, "x-received-date")]
    received += [day for value in others if (day := parse_date(value)) is not None]
    claimed = [parse_date(value) for value in get_values(raw, "date")]
    claimed += [guess_date(value) for value in get_values(raw, "date")]
    sent = next((day for day in claimed if day is not None), None)
    on_envelope = _read_envelope(envelope)
    is_filed = on_envelope is not None and on_envelope.year > _ZERO_YEAR and not received
    if sent and on_envelope and is_filed and sent - on_envelope > _FAR_AHEAD:
        return on_envelope
    if sent is not None and received and sent - min(received) > _MISDATED:
        return min(received)
    if sent is not None:
        return sent
    return min(received) if received else on_envelope


def parse_date(text: str) -> datetime | None:
    """Return the instant that a date of mail names; None where it names none."""
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return _parse_iso(text)
        if not _EARLIEST_YEAR <= parts[0] <= 2200:
            return None
        zone = timedelta(seconds=parts[9] or 0)
        if abs(zone) > _LONGEST_ZONE:
            zone = timedelta()
        second = min(parts[5], 59)
        return datetime(*parts[:5], second, tzinfo=timezone(zone) if zone else UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def read_conversation(raw: RawMessage) -> str | None:
    """Return what the sender's program says belongs together: a thread's number or index."""
    if number := get_value(raw, "x-gm-thrid"):
        return f"gm:{number[:40]}"
    try:
        index = b64decode(get_value(raw, "thread-index"), validate=True)
    except (Base64Error, ValueError):
        return None
    # The first 22 bytes name the conversation, each answer adds five.
    # Source: [MS-OXOMSG] 2.2.1.3 PidTagConversationIndex.
    return f"ti:{index[6:22].hex()}" if len(index) >= 22 else None


def _flush(waiting: tuple[str, bytes] | None) -> str:
    return decode_bytes(waiting[1], waiting[0]) if waiting else ""


def _decode_word(kind: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _reveal_bytes(raw: str) -> str:
    """Return the text of a header in which bytes beyond ASCII were written as they are."""
    if raw.isascii():
        return raw
    return decode_bytes(raw.encode("utf-8", "surrogateescape"), None)


def _find_codec(declared: str | None) -> str | None:
    if not declared:
        return None
    name = declared.strip(" \"'").lower()
    # What mail programs write and Python does not know.
    name = {"x-unknown": "utf-8", "unicode-1-1-utf-7": "utf-7", "gb2312": "gb18030"}.get(name, name)
    name = {"iso-8859-8-i": "iso-8859-8", "x-mac-roman": "mac-roman", "gbk": "gb18030"}.get(
        name, name
    )
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Codecs that give no text (base64, zip) would unpack whatever a sender likes.
    return codec.name if codec._is_text_encoding else None


def _try_decode(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _parse_iso(text: str) -> datetime | None:
    day = datetime.fromisoformat(text.strip())
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _split_addresses(value: str) -> list[Address]:
    # The structure comes before the decoding: an encoded name may hold a comma.
    unfolded = " ".join(value[:_HEADER_CHARACTERS].split())
    addresses = [_make_address(entry) for entry in split_list(_reveal_bytes(unfolded))]
    if not any(addresses) and "=?" in unfolded:
        # Some programs encode a whole entry, with its address.
        addresses = [_make_address(entry) for entry in split_list(decode_header(unfolded))]
    return [address for address in addresses if address]


def _make_address(entry: Entry) -> Address | None:
    """Return somebody, by name alone where there is no address; None where neither can be read."""
    name = clean_line(decode_header(entry.name), max_characters=200).strip(" '\"<>,;")
    is_address = bool(find_emails(name))
    if entry.email:
        email = clean_line(entry.email.lower(), max_characters=320)
        # A name that only repeats an address says nothing.
        return Address(email=email, name="" if is_address else name)
    words = sorted(re.findall(r"\w+", name.casefold()))
    if is_address or not words:
        return None
    return Address(email=f"{'.'.join(words)[:200]}{UNADDRESSED}", name=name)


def _read_envelope(envelope: str) -> datetime | None:
    """Read the "From ana@example.org Mon Nov  2 10:00:00 2026" between two messages."""
    words: Sequence[str] = envelope.split()
    for start in range(1, max(len(words) - 4, 1)):
        if (day := parse_date(" ".join(words[start:]))) is not None:
            return day
    return None
