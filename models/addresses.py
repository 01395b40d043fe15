"""Addresses: what is an e-mail address, and which spellings of one are the same mailbox.

An address is what RFC 5322 allows to the left of the @ (atoms, with letters of every script as in
RFC 6531, or a text in double quotes) and the name of a domain to the right.
"""

import re
import unicodedata

_QUOTED = re.compile(r'".+"')
_BACKSLASHED = re.compile(r"\\(.)")
_TO_ESCAPE = re.compile(r'["\\]')
_UNSEEN = frozenset({"Cc", "Cf"})
_LETTERS = frozenset("LMN")
"""Categories of characters that may stand in an address beyond ASCII: letters, marks, numbers."""
# Dots stand anywhere inside: the providers that allow p..o'brien@ do not ask the standard.
_LOCAL = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-](?:[\w!#$%&'*+/=?^`{|}~.-]{0,62}[\w!#$%&'*+/=?^`{|}~-])?"
    r'|"(?:[ !#-\[\]-~]|\\[ -~]){1,62}"'
)
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]{0,61}\w)?(?:\.\w(?:[\w-]{0,61}\w)?)*")
_ESCAPED = re.compile(r"%[0-7][0-9A-Fa-f]")
"""An ASCII character as addresses of pages write it, such as %0a for the end of a line."""
_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ´", "'")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("。｡", ".")
)
"""Quotes, dashes and dots that programs and scripts put in place of those of ASCII."""
_BEFORE = re.compile(r"(?:mailto|smtp|e-?mail|mail)\s*:\s*", re.IGNORECASE)
_SPELLED = (
    (re.compile(r"\s*(?:\(|\[|\{|<)\s*(?:at|@)\s*(?:\)|\]|\}|>)\s*|\s+at\s+", re.IGNORECASE), "@"),
    (re.compile(r"\s*(?:\(|\[|\{)\s*(?:dot|\.)\s*(?:\)|\]|\})\s*", re.IGNORECASE), "."),
    (re.compile(r"\s*@\s*"), "@"),
    (re.compile(r"(?<=@)[^\s<>]+"), lambda found: found[0].replace(",", ".")),
)
_AROUND = " \t\r\n<>()[]{}\"'`,;:.!?*|\\/"
_FORM = "an e-mail address has the form name@example.org"


def check_email(address: str) -> str:
    """Return the address.

    Raises:
        ValueError: it is none; where it can be seen which one is meant, that one is proposed.
    """
    if _is_address(address):
        return address
    meant = propose_address(address)
    odd = next((one for one in address if _is_odd(one)), None)
    name = f"U+{ord(odd):04X} ({unicodedata.name(odd, 'without a name')})" if odd else ""
    raise ValueError(
        _FORM
        + (f", and this holds {name}" if name else "")
        + (f": did you mean {meant}?" if meant else "")
    )


def propose_address(text: str) -> str | None:
    """Return the address that is meant by a text which is none; None where that cannot be seen."""
    bare = _ESCAPED.sub(lambda escape: chr(int(escape[0][1:], 16)), text).translate(_ALIKE)
    plain = unicodedata.normalize("NFKC", bare).translate(_ALIKE)
    seen = "".join(
        " " if unicodedata.category(one) == "Cc" else one
        for one in plain
        if unicodedata.category(one) != "Cf"
    )
    seen = _BEFORE.sub(" ", seen)
    for pattern, written in _SPELLED:
        seen = pattern.sub(written, seen)
    words = (_trim(word) for word in re.split(r"[\s<>,;]+|(?<=\w)\?(?=\w+=)", seen) if "@" in word)
    found = {word for word in words if _is_address(word) and "." in word.rpartition("@")[2]}
    return found.pop() if len(found) == 1 else None


def _trim(word: str) -> str:
    local, _, domain = word.strip(_AROUND).rpartition("@")
    return f"{local.strip(_AROUND)}@{re.sub(r'[.]{2,}', '.', domain.strip(_AROUND + '-'))}"


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return (
        _LOCAL.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
        and not any(map(_is_odd, text))
        and (local.startswith('"') or not _ESCAPED.search(local))
    )


def _is_odd(character: str) -> bool:
    """Whether a character stands in no address, although it looks like one that does, or like none.

    Full-width letters and the like are written in another way by every program that sends mail.
    """
    if character.isascii():
        return unicodedata.category(character) == "Cc"
    is_letter = unicodedata.category(character)[0] in _LETTERS
    return not is_letter or unicodedata.normalize("NFKC", character) != character


def fold_address(address: str) -> str:
    """Return what all spellings of one address have in common.

    Capitals, composed and full-width characters, what nobody sees (zero-width marks), quotation
    marks and backslashes that need not be there, a dot at the end and a domain in its own script or
    as `xn--` do not make another mailbox.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    seen = "".join(char for char in plain if unicodedata.category(char) not in _UNSEEN).strip()
    local, at, domain = seen.rpartition("@")
    return f"{_fold_local(local)}{at}{_fold_domain(domain)}"


def is_same_address(one: str, other: str) -> bool:
    """Whether both are spellings of one address."""
    return fold_address(one) == fold_address(other)


def _fold_local(local: str) -> str:
    if not _QUOTED.fullmatch(local):
        return local
    meant = _BACKSLASHED.sub(r"\1", local[1:-1])
    if '"' not in meant and _LOCAL.fullmatch(meant):
        return meant
    return '"' + _TO_ESCAPE.sub(r"\\\g<0>", meant) + '"'


def _fold_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        # No domain that could be delivered to: as it is typed.
        return domain.rstrip(".")
