"""Folding: text made comparable, so that one pattern fits however a word was typed."""

import re
import unicodedata
from functools import lru_cache

# Arabic letters that are typed for each other, the long stroke, and typographic quotes and dashes.
_SAME = str.maketrans(
    {
        "ى": "ي", "ة": "ه", "ـ": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "",
        "\u200f": "", "\u00ad": "", "\ufeff": "", "’": "'", "‘": "'", "ʼ": "'", "´": "'",
        "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-",
        "‐": "-", "−": "-",
    }
)  # fmt: skip

# What folding must leave alone in a pattern: escapes, and the beginning of a named group.
_ESCAPE = re.compile(r"(\\[A-Za-z]|\(\?P[<=])")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text in lower case, without accents, with straight quotes and digits 0-9.

    White space becomes one blank. Places in the folded text are not places in the text.
    """
    plain = text.translate(_SAME)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(_plain_digit(sign) for sign in decomposed if _is_kept(sign))
        plain = plain.translate(_SAME)
    return " ".join(plain.casefold().split())


def fold_pattern(pattern: str) -> str:
    """Return a regular expression folded like the texts that it is for; its blanks are kept."""
    pieces = _ESCAPE.split(pattern)
    return "".join(piece if _ESCAPE.fullmatch(piece) else _fold_plain(piece) for piece in pieces)


def _fold_plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
    kept = "".join(sign for sign in decomposed if _is_kept(sign))
    return kept.translate(_SAME).casefold()


def _is_kept(sign: str) -> bool:
    return unicodedata.category(sign) != "Mn"


def _plain_digit(sign: str) -> str:
    if sign.isascii() or unicodedata.category(sign) != "Nd":
        return sign
    return str(unicodedata.digit(sign))
