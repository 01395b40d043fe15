"""Logins: whether somebody's name and password stand in an address, however it is spelled.

A file of its own, because a sentence about a login may show nothing of it, whatever else is found
in the text, and because it is fast enough to be asked anywhere.
"""

import re
import unicodedata
from urllib.parse import unquote

from models.normal_forms import normalize

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp"})
"""What nobody sees between two letters: controls, halves, joiners, marks."""
_LOOKALIKES = str.maketrans("\\∖⧵∕⁄⧸꞉∶ː։", "//////::::")
"""What is taken for a colon or a slash, and NFKC lets stand."""
_LOGIN = re.compile(
    r"(?i):[^/\s?#]{0,500}@"  # name:password@host, wherever it stands
    r"|^(?:[a-z][a-z0-9+.-]+:/*|//)[^/\s?#]*@"  # whoever@host, where an address has it
)
_PERHAPS = re.compile(r":\S{0,500}@")
"""What may be a login with odd signs in it, or the name of a folder in that of another."""
_NO_LOGIN = re.compile("(?i)^mailto:")
_MOST_ROUNDS, _HIDDEN = 10, ":@"
"""Nobody escapes a place so often but to hide something, and each round reads the whole text."""


def has_login(text: str) -> bool:
    """Whether a login stands in a short text, such as name:password@host."""
    return _LOGIN.search(_NO_LOGIN.sub("", make_plain(text))) is not None


def may_have_login(text: str) -> bool:
    """Whether a short text is better not shown: in doubt it holds a login."""
    return has_login(text) or _PERHAPS.search(_NO_LOGIN.sub("", make_plain(text))) is not None


def make_plain(text: str) -> str:
    """Return a text as whoever opens it may take it: no escapes, no marks, plain characters.

    What was escaped more than `_MOST_ROUNDS` times comes back as a login.
    """
    for _ in range(_MOST_ROUNDS):
        same = normalize("NFKC", text).translate(_LOOKALIKES)
        plain = unquote("".join(one for one in same if not is_unseen(one))).strip()
        if plain == text:
            return plain
        text = plain
    return _HIDDEN


def is_unseen(character: str) -> bool:
    """Whether nobody sees a character between two letters."""
    return unicodedata.category(character) in _UNSEEN
