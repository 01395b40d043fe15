"""Normal forms: those of Unicode, in a time that grows with the length of the text.

Python sorts the marks of one letter in a time that grows with the square of their number, and a
hostile text has thousands. So a long run of marks is parted, as Unicode's stream-safe text format
does it (UAX 15).

A file of its own, because models and services compare texts with it.
"""

import re
import unicodedata
from typing import Literal

MOST_MARKS = 30
"""More on one letter are in no language."""
_PARTING = "\u034f"
"""A joiner that nobody sees: marks on both sides of it are not sorted together."""
_AS_MARKS = str.maketrans(
    dict.fromkeys("\u0f73\u0f75\u0f81", "\u0f71") | dict.fromkeys("\uff9e\uff9f", "\u3099")
)
"""What is no mark, and becomes nothing but marks."""
_LONG_RUN = re.compile(rb"[^\0]{%d}(?=[^\0])" % MOST_MARKS)


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return the text in a normal form of Unicode, no run of marks longer than `MOST_MARKS`."""
    if text.isascii():
        return text
    # The form may write one mark as two.
    return _part_marks(unicodedata.normalize(form, _part_marks(text)))  # noqa: TID251 - the place


def _part_marks(text: str) -> str:
    classes = bytes(map(unicodedata.combining, text.translate(_AS_MARKS)))
    parts, start = [], 0
    for run in _LONG_RUN.finditer(classes):
        parts += [text[start : run.end()], _PARTING]
        start = run.end()
    return "".join([*parts, text[start:]])
