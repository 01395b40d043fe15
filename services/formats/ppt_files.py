"""Ppt: the text of PowerPoint 97 to 2003, slide by slide with its notes.

Short, as one format is one file.
Source: [MS-PPT], PowerPoint (.ppt) Binary File Format, 2.3.1 "RecordHeader".
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from services.compound_files import OleFile
from services.formats.ole_files import add_properties
from services.formats.readings import Lines, Reading

_WIDE_TEXT, _NARROW_TEXT, _STRING = 4000, 4008, 4026
_MASTER = 1016
"""The record of a master slide: its words ("Click to edit ...") are nobody's."""
_HOLDS_RECORDS = 0xF


def read_ppt(path: Path) -> Reading:
    """Read the texts of all slides and notes, each once, and the properties.

    Raises:
        UnreadableError: The file is damaged.
    """
    file = OleFile(path)
    lines = Lines()
    # Each save may leave an older copy of a slide behind.
    for text in dict.fromkeys(_list_texts(file.read("PowerPoint Document") or b"")):
        lines.add(text)
        if lines.is_full:
            break
    return add_properties(Reading(text=lines.join()), file)


def _list_texts(stream: bytes) -> Iterator[str]:
    at = 0
    while at + 8 <= len(stream):
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & _HOLDS_RECORDS == _HOLDS_RECORDS and kind != _MASTER:
            continue  # Its records follow.
        if kind in (_WIDE_TEXT, _STRING):
            yield _tidy(stream[at : at + length].decode("utf-16-le", "replace"))
        elif kind == _NARROW_TEXT:
            yield _tidy(stream[at : at + length].decode("latin-1"))
        at += length


def _tidy(text: str) -> str:
    return text.replace("\r", "\n").replace("\x0b", "\n").strip("\n\0 ")
