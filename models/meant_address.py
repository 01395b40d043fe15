"""Meant address: which e-mail address is meant by a text that is none.

A file of its own, because it reads generously what the grammar of addresses refuses.
"""

import html
import re
import unicodedata

from models.address_grammar import (
    ALIKE,
    ATOM,
    LATIN_ALIKE,
    NOISE,
    PARAMETER,
    decode_escapes,
    is_address,
    is_letter,
    is_modifier,
)
from models.normal_forms import normalize

_ROUNDS = 5
"""So often a text is decoded that was encoded again and again."""
_MOST_CHARACTERS = 1_000
_ENTITY = re.compile(r"&#?\w{1,10};")
_BLANK, _BRACKET = "\x1f", "\x1e"
"""In place of a blank or character that no keyboard has, and of a bracket or quotation mark."""
_RAISED = frozenset({"<super>", "<sub>"})
"""Of small letters beside a text: Unicode writes them as letters of it, and nobody means some."""
_LETTER = r"[\w\x80-\U0010ffff]"
_GAP = rf"[\s{_BLANK}]"
_SPELLED = (
    (re.compile(r"\s*(?:\(|\[|\{|<)\s*(?:at|@)\s*(?:\)|\]|\}|>)\s*|\s+at\s+", re.IGNORECASE), "@"),
    (re.compile(r"\s*(?:\(|\[|\{)\s*(?:dot|\.)\s*(?:\)|\]|\})\s*", re.IGNORECASE), "."),
    (re.compile(rf"{_GAP}*@{_GAP}*"), "@"),
    (re.compile(rf"(?<={_LETTER}){_GAP}+(?=\.[^\s@]*@)"), ""),
    (re.compile(rf"(@[\w-]+)(?:,|{_GAP}*\.{_GAP}*)(?=[\w-]+(?:[^\w@.-]|$))"), r"\1."),
    (PARAMETER, " "),
)
_LOCAL = rf'(?:"(?:[^"\\]|\\.)+"|(?:{ATOM}|\.)+)'
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")
_FOUND = re.compile(
    # With a word before that only such a blank parts from it, nobody can say where it begins.
    rf"(?P<before>{_LETTER}[.-]?{_BLANK}+|{_LETTER}\.\s+)?"
    rf"(?P<local>{_LOCAL})@+(?P<domain>[a-zA-Z0-9\x80-\U0010ffff.-]+)(?P<after>.?)",
    re.ASCII | re.DOTALL,
)


def propose_address(text: str) -> str | None:
    """Return the address that is meant by a text which is none; None where that cannot be seen."""
    plain = _clean(_decode(text[:_MOST_CHARACTERS]))
    if _PASSWORD.search(plain):
        return None
    if "://" in plain:
        plain = plain.replace("/", " ")
    for pattern, written in _SPELLED:
        plain = pattern.sub(written, plain)
    meant: dict[str, str] = {}
    for found in _FOUND.finditer(plain):
        if found["before"] or found["after"] == "@":
            return None
        local = _trim(found["local"], found["after"])
        if local not in text:
            # Such as a full-width character, which is no atom of an address that somebody typed.
            local = local.lstrip("!#$%+^_")
        one = f"{local}@{re.sub('[.]{2,}', '.', found['domain'].strip('.-'))}"
        if one := next(filter(_is_whole, (one, one.translate(LATIN_ALIKE))), ""):
            meant.setdefault(one.casefold(), one)
    return meant.popitem()[1] if len(meant) == 1 else None


def _decode(text: str) -> str:
    for _ in range(_ROUNDS):
        decoded = _ENTITY.sub(lambda entity: html.unescape(entity[0]), decode_escapes(text))
        if decoded == text:
            break
        text = decoded
    return text


def _clean(text: str) -> str:
    """Return a text of ASCII and letters: without what nobody sees, punctuation as it is typed."""
    marked = "".join(_BLANK if _is_apart(one) else one for one in text.translate(ALIKE))
    # Accents that stand alone would become a blank and a mark.
    accents = "".join("'" if unicodedata.category(one) == "Sk" and not one.isascii() else one
                      for one in marked)  # fmt: skip
    return "".join(map(_plain, normalize("NFKC", accents).translate(ALIKE)))


def _is_apart(character: str) -> bool:
    is_typed = character.isascii() and character != _BLANK
    return not is_typed and (
        character.isspace()
        # A letter in a circle is that letter.
        or (
            unicodedata.category(character) in ("No", "So")
            and not normalize("NFKC", character).isalpha()
        )
        or unicodedata.decomposition(character).partition(" ")[0] in _RAISED
    )


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character.isascii():
        return "" if category == "Cc" and not character.isspace() else character
    if is_modifier(character):
        return "'"
    if is_letter(character):
        return character
    if category in ("Ps", "Pe", "Pi", "Pf"):
        return _BRACKET
    # Fillers and joiners go by the classes of letters, marks and formats.
    return "" if category[0] in "LMC" else _BLANK


def _trim(local: str, after: str) -> str:
    if local.startswith('"'):
        return local
    local = local.strip(f"{NOISE}.-").lstrip(after)
    while local and unicodedata.category(local[0])[0] == "M":
        local = local[1:]
    return local


def _is_whole(address: str) -> bool:
    return "." in address.rpartition("@")[2] and is_address(address)
