"""Address lists: who stands in a header that names people, with an address or by name alone.

Our own reader of RFC 5322, 3.4: that of Python gives up a whole list for one bad entry, and
changed its answers between minor versions. Nobody who is named is dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.email_texts import EMAIL, read_email, straighten

_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<angle><(?:\"(?:[^\"\\]|\\.)*\"|[^<>\"]|\"|<[^<>]*>)*>?)"
    r"|(?P<comment>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)?)"
    r"|(?P<end>[,;])"
    r"|(?P<colon>:)"
    r"|(?P<other>\\.|[^\",;:<(\\]+|\\)"
)
_ESCAPED = re.compile(r"\\(.)")
_COMMON_NAME = re.compile(r"/cn=([^/]+)", re.IGNORECASE)
_WORDS = 2


@dataclass(frozen=True)
class Entry:
    """One entry of a list: the name, still encoded, and the address, "" where there is none."""

    name: str = ""
    email: str = ""
    is_whole: bool = True
    """False for a bare name, which may be the first half of "Ro, Bea <bea@example.org>"."""


def split_list(value: str) -> list[Entry]:
    """Return everybody whom an address header names, names of groups left out.

    The value is unfolded and its encoded words are not decoded yet: they may hold a comma.
    """
    entries = _join_names([entry for piece in _cut(value) if (entry := piece.read())])
    return [entry for entry in entries if entry.name or entry.email]


@dataclass
class _Piece:
    """What stands between two commas."""

    raw: str = ""
    phrase: str = ""
    comment: str = ""
    angle: str | None = None

    def read(self) -> Entry | None:
        """Return the entry that it is; None where nothing stands there."""
        comment = _unquote(self.comment.strip("() "))
        if self.angle is not None:
            email = read_email(self.angle)
            name = _unquote(self.phrase) or comment
            return Entry(name or ("" if email else name_unaddressed(self.angle)), email)
        bare = self.raw.strip()
        if email := read_email(bare):
            return Entry(comment, email)
        found = EMAIL.search(bare)
        # "a@b@example.org" is nobody's address: it is a name, and kept whole.
        if found and "@" not in (bare[found.end() :][:1], bare[: found.start()][-1:]):
            return Entry(_unquote(bare.replace(found[0], " ")), straighten(found[0]))
        name = name_unaddressed(bare) if bare.startswith("/") else _unquote(self.phrase)
        return Entry(name or comment, is_whole=False) if name or comment else None


def _cut(value: str) -> Iterator[_Piece]:
    piece = _Piece()
    for token in _TOKEN.finditer(value):
        kind, text = str(token.lastgroup), token[0]
        # Programs forget the comma between two people.
        is_next = piece.angle is not None and kind != "comment" and bool(text.strip())
        if kind == "end" or is_next:
            yield piece
            piece = _Piece()
        if kind == "colon":
            # What stands before it is the name of a group, or the scheme of an address.
            is_group = piece.angle is None and "@" not in piece.raw
            piece = _Piece() if is_group else piece
        elif kind == "angle":
            piece.angle = text.removeprefix("<").removesuffix(">")
        elif kind == "comment":
            piece.comment = piece.comment or text
        elif kind != "end":
            piece.phrase += text
            piece.raw += text
    yield piece


def _join_names(entries: list[Entry]) -> list[Entry]:
    """Put "Ro, Bea <bea@example.org>" together: a comma in a name never makes two people."""
    joined: list[Entry] = []
    for entry in entries:
        before = joined[-1] if joined else None
        if before and _is_rest_of_name(before, entry):
            joined[-1] = Entry(f"{before.name}, {entry.name}", entry.email)
        else:
            joined.append(entry)
    return joined


def _is_rest_of_name(before: Entry, entry: Entry) -> bool:
    if before.is_whole or not entry.email or not entry.name:
        return False
    return min(len(before.name.split()), len(entry.name.split())) < _WORDS


def name_unaddressed(text: str) -> str:
    """Return what names somebody who has no address: the common name of X.500, or all of it."""
    names = _COMMON_NAME.findall(text)
    if not names:
        return text.strip(" <>'\"")
    words = re.split(r"[._\s]+", str(names[-1]).strip())
    return " ".join(word.capitalize() if word.isupper() else word for word in words)


def _unquote(text: str) -> str:
    bare = " ".join(_ESCAPED.sub(r"\1", text.replace('\\"', "”").replace('"', " ")).split())
    return bare if any(char.isalnum() for char in bare) else ""
