"""Texts: the one door through which foreign text comes in.

A file of its own, because whatever reads foreign text imports it and it imports next to nothing.
"""

import json
import logging
import re
import sys
import unicodedata
from collections import Counter

from models.normal_forms import normalize

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 200_000
"""As long as a record's longest text may be (models/values.py)."""

# Characters that no XML, PDF or UTF-8 file can hold: C0 and C1 controls except tab and
# newline, half characters (surrogates) and the code points that Unicode keeps for itself.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NEWLINES = re.compile("\r\n?|\x85|\u2028|\u2029")
# What a terminal obeys or does not show: controls, half characters, marks that turn the direction
# of a text or are invisible. The two joiners stay: Persian and Hindi are written with them.
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_CLOSES = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
"""By what turns the direction of a text, what ends that."""
_DIRECTIONS = frozenset({*_CLOSES, *_CLOSES.values()})
_JOINERS = "\u200c\u200d"


def clean_text(text: str, *, max_characters: int = MAX_CHARACTERS) -> str:
    r"""Return the text as it may be stored and printed.

    NFC, newlines as "\n", no control characters except tab and newline, at most `max_characters`.
    Everything else stays as it was typed. What is removed is logged as counts, never as text.
    """
    composed = normalize("NFC", _NEWLINES.sub("\n", text))
    cleaned = _FORBIDDEN.sub("", composed)
    if len(cleaned) < len(composed):
        logger.warning("took %d control characters out of a text", len(composed) - len(cleaned))
    if len(cleaned) > max_characters:
        logger.warning("cut a text of %d characters at %d", len(cleaned), max_characters)
        cleaned = cleaned[:max_characters]
    return cleaned


def find_forbidden_character(text: str) -> int | None:
    """Return where the first character is that `clean_text` would remove, or None."""
    found = _FORBIDDEN.search(_NEWLINES.sub("\n", text))
    return found.start() if found else None


def clean_line(text: str, *, max_characters: int = 500) -> str:
    """Return the text on one line: cleaned, with runs of white space as one blank."""
    cleaned = clean_text(text, max_characters=max(max_characters, MAX_CHARACTERS))
    return " ".join(cleaned.split())[:max_characters].rstrip()


def close_directions(text: str) -> str:
    """Return the text with each turn of direction closed in its line, and nothing closed twice.

    What is opened in a name and left open turns all that stands behind it.
    """
    if not _DIRECTIONS.intersection(text):
        return text
    return "\n".join(map(_close_line, text.split("\n")))


def _close_line(line: str) -> str:
    kept, open_ones = [], []
    # Counted, as a search among thousands of open ones for each that closes takes their square.
    awaited: Counter[str] = Counter()
    for character in line:
        if character in _CLOSES:
            open_ones.append(_CLOSES[character])
            awaited[_CLOSES[character]] += 1
        elif character in _DIRECTIONS:
            if not awaited[character]:
                continue
            closed = ""
            while closed != character:
                closed = open_ones.pop()
                awaited[closed] -= 1
        kept.append(character)
    return "".join([*kept, *reversed(open_ones)])


def say_count(count: int, noun: str, many: str = "") -> str:
    """Return the number and its noun, with an s unless it is one, or as `many` says it."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def say_more_faults(count: int) -> str:
    """Say how many faults are not listed."""
    faults = "fault follows" if count == 1 else "faults follow"
    return f"{count:,} more {faults}: correct these first"


def clean_for_terminal(line: str) -> str:
    """Return one line as a terminal may show it, with a mark in place of what it would obey."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(_show(character) for character in line)


def escape_for_terminal(text: str) -> str:
    """Return a line of JSON that says the same, with what a terminal would obey as escapes."""
    return "".join(
        character if _is_shown(character) else json.dumps(character)[1:-1] for character in text
    )


def _show(character: str) -> str:
    if _is_shown(character):
        return character
    return " " if character in "\t\n\r" else "\ufffd"


def _is_shown(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _UNSHOWN


def clean_data(data: object) -> object:
    """Return data as read from JSON or YAML with each text in it cleaned, keys included.

    Texts are not cut: their models say how long they may be, and refuse what is longer.
    """
    if isinstance(data, str):
        return clean_text(data, max_characters=sys.maxsize)
    if isinstance(data, dict):
        return {clean_data(key): clean_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean_data(entry) for entry in data]
    return data
