"""Address grammar: what passes as an e-mail address.

That is RFC 5321 and 5322 (atoms, or a text in double quotes, at a domain), and with RFC 6531 the
letters of every script. Letters that only look like others of the address are none of it.

A file of its own, because what is meant by a text that is no address is sought with it.
"""

import re
import unicodedata

import idna
from idna.idnadata import codepoint_classes
from idna.intranges import intranges_contain

NOISE = "'`{|}*?&=/~"
"""What atoms may be made of, but stands around an address far more often than at its ends."""
_BEYOND = r"\x80-\U0010ffff"
"""Beyond ASCII each character is looked at by itself: letters may need marks of their own."""
ATOM = rf"[\w!#$%&'*+/=?^`{{|}}~{_BEYOND}-]"
_END = rf"[\w!#$%+^{_BEYOND}-]"
# Dots stand anywhere inside: the providers that allow p..o'brien@ do not ask the standard.
LOCAL = re.compile(
    rf"(?=.{{1,64}}$)(?:{_END}(?:(?:{ATOM}|\.)*{_END})?|[!#$%&'*+/=?^_`{{|}}~-]+"
    rf'|"(?:[\w !#-\[\]-~{_BEYOND}]|\\[ -~])+")',
    re.ASCII,
)
_LABEL = rf"[a-zA-Z0-9{_BEYOND}](?:[a-zA-Z0-9{_BEYOND}-]{{0,61}}[a-zA-Z0-9{_BEYOND}])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)*(?![0-9]+$){_LABEL}")
PARAMETER = re.compile(
    r"(?:[?&][\w-]{1,20}|\b(?:to|b?cc|from|e-?mail|mail(?:to)?))=", re.IGNORECASE
)
"""What the link of a page says before an address."""
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛´′‵ꞌꞋ", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("。｡", ".")
)
"""Quotes, dashes and dots that programs and scripts put in place of those of ASCII."""
LATIN_ALIKE = str.maketrans(
    "аеорсухіјӏѕһԁԛԝгАВЕКМНОРСТУХІЈЅοαρνικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսհոɑɡ",
    "aeopcyxijlshdqwrABEKMHOPCTYXIJSoapvikuxABEZHIKMNOPTYXouhnag",
)
"""Letters of Cyrillic, Greek and others, and those of Latin that nobody tells from them."""
_EAST = {"CJK", "IDEOGRAPHIC", "LATIN"}
_TOGETHER = (
    _EAST | {"HIRAGANA", "KATAKANA"},
    _EAST | {"HANGUL"},
    _EAST | {"BOPOMOFO"},
)
"""Scripts that one word is written in, as Unicode's highly restrictive level has them (UTS 39)."""


def is_address(text: str) -> bool:
    """Whether a text is an address as it stands."""
    local, _, domain = text.rpartition("@")
    is_quoted = local.startswith('"')
    return (
        LOCAL.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
        and None not in map(_show, domain.split("."))
        and find_odd(text) is None
        and (is_quoted or (decode_escapes(local) == local and not PARAMETER.match(local)))
    )


def decode_escapes(text: str) -> str:
    """Return a text without the escapes of links, such as %0a; what is no UTF-8 stays: 50%de."""
    return _ESCAPED.sub(_decode, text)


def _decode(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]


def find_odd(text: str) -> str | None:
    """Return the first character that no address holds, or not beside the others; None if all fit.

    A domain in the form `xn--` is looked at as it is shown.
    """
    if odd := next((one for one in text if not _may_stand(one)), None):
        return odd
    local, _, domain = text.rpartition("@")
    shown = ".".join(_show(label) or "" for label in domain.split("."))
    if not shown.isascii() and shown.translate(LATIN_ALIKE).isascii():
        return next(one for one in shown if not one.isascii())
    labels = (*local.split("+"), *shown.split("."))
    return next(filter(None, map(_find_stranger, labels)), None)


def _may_stand(character: str) -> bool:
    if character.isascii():
        return unicodedata.category(character) != "Cc"
    return is_letter(character) and not is_modifier(character)


def is_letter(character: str) -> bool:
    """Whether a character beyond ASCII can be written in an address: a letter, mark or digit.

    Not what IDNA calls disallowed, such as fillers that nobody sees, nor what Unicode writes in
    another way, such as full-width letters.
    """
    category = unicodedata.category(character)
    return unicodedata.is_normalized("NFKC", character) and (
        category == "Nd"
        or (
            category[0] in "LMN"
            and all(
                intranges_contain(ord(one), codepoint_classes["PVALID"])
                for one in character.lower()
            )
        )
    )


def is_modifier(character: str) -> bool:
    """Whether it is one of the small characters that look like an apostrophe or an accent."""
    return unicodedata.category(character) == "Lm" and unicodedata.name(character, "").startswith(
        "MODIFIER LETTER"
    )


def _show(label: str) -> str | None:
    """Return a label as pages show it; None where it says it is encoded and is not."""
    if not label.lower().startswith("xn--"):
        return label
    try:
        return idna.ulabel(label)
    except idna.IDNAError:
        return None


def _find_stranger(label: str) -> str | None:
    """Return the first letter that is of another script than the word it stands in."""
    if label.isascii():
        return None
    if unicodedata.category(label[0])[0] == "M":
        return label[0]
    letters = [one for one in label if unicodedata.category(one)[0] == "L"]
    # The first word of a letter's name is its script.
    scripts = {re.split("[ -]", unicodedata.name(one))[0] for one in letters}
    if len(scripts) < 2 or any(scripts <= together for together in _TOGETHER):
        return None
    return next(one for one in letters if not one.isascii())
