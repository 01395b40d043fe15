"""Charsets: bytes of mail as text, whatever they say or do not say of themselves."""

import base64
import binascii
import codecs
import quopri
import re

from charset_normalizer import from_bytes

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
# Their bytes are ASCII, or valid UTF-8, and mean something else: what is declared goes first.
_NOT_UTF8 = re.compile(r"(?:utf[-_]?(?:7|16|32)|iso[-_]?2022|hz)", re.IGNORECASE)
_WESTERN = {"iso8859-1", "ascii", "latin-1", "utf-8"}
_GUESSED_BYTES = 20_000
_GUESSABLE_BYTES = 80
"""Of fewer bytes no charset can be guessed; Western is then the least surprise."""


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
    text = _reveal_bytes(raw)
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
