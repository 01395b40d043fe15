"""Doc: the text of Word 97 to 2003, put together from its pieces.

Source: [MS-DOC], Word (.doc) Binary File Format, 2.4.1 "Retrieving Text".
"""

import re
import struct
from pathlib import Path

from services.compound_files import OleFile, decode_codepage
from services.formats import reasons
from services.formats.ole_files import add_properties
from services.formats.readings import MOST_CHARACTERS, Reading
from services.isolation.sandbox_protocol import UnreadableError

_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PIECES = 0x01A2
"""Where the file header says at which place of the table stream the pieces are listed."""
_COMPRESSED = 0x40000000
# Field codes ("HYPERLINK ...") stand between characters 19 and 20; what is shown, from 20 to 21.
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?")
_MARKS = str.maketrans({"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-"})


def read_doc(path: Path) -> Reading:
    """Read body, notes, headers and text boxes, which follow each other, and the properties.

    Raises:
        UnreadableError: The file is damaged, protected, or older than Word 97.
    """
    file = OleFile(path)
    head = file.read("WordDocument") or b""
    try:
        version, flags = struct.unpack_from("<H", head, 2)[0], struct.unpack_from("<H", head, 10)[0]
        if flags & _ENCRYPTED:
            raise UnreadableError(reasons.PASSWORD)
        if version < _WORD_97:
            return add_properties(Reading(text=_read_word_95(head)), file)
        table = file.read("1Table" if flags & _SECOND_TABLE else "0Table") or b""
        text = _join_pieces(head, _get_pieces(head, table))
    except struct.error as error:
        raise UnreadableError("is damaged: its list of pieces is broken") from error
    return add_properties(Reading(text=_tidy(text)), file)


def _get_pieces(head: bytes, table: bytes) -> bytes:
    """Return the piece table: it comes after blocks of formatting, each with its length."""
    start, length = struct.unpack_from("<II", head, _PIECES)
    block = table[start : start + length]
    at = 0
    while at < len(block) and block[at] == 1:
        at += 3 + int(struct.unpack_from("<H", block, at + 1)[0])
    if at >= len(block) or block[at] != 2:
        raise UnreadableError("is damaged: its list of pieces is missing")
    return block[at + 5 :]


def _join_pieces(head: bytes, pieces: bytes) -> str:
    count = (len(pieces) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", pieces)
    parts: list[str] = []
    for number in range(count):
        length = min(max(places[number + 1] - places[number], 0), MOST_CHARACTERS)
        (where,) = struct.unpack_from("<I", pieces, (count + 1) * 4 + number * 8 + 2)
        if where & _COMPRESSED:
            start = (where & ~_COMPRESSED) // 2
            parts.append(decode_codepage(head[start : start + length], 1252))
        else:
            parts.append(head[where : where + length * 2].decode("utf-16-le", "replace"))
    return "".join(parts)


def _read_word_95(head: bytes) -> str:
    start, end = struct.unpack_from("<II", head, 24)
    return _tidy(decode_codepage(head[start:end], 1252))


def _tidy(text: str) -> str:
    return _FIELD_CODE.sub("", text).translate(_MARKS)
