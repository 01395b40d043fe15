"""E-mail texts: what an e-mail address looks like wherever one is taken out of a text.

A file of its own, because mail, calendars, documents and packs look for the same thing.
"""

import re

_ATOM = r"\w!#$%&'’*+/=?^`{|}~\-"
"""What RFC 5322 allows in an atom, letters of every script (RFC 6531), and the ’ of phones."""
_LOCAL = rf"[{_ATOM}.]{{0,128}}"
"""Dots stand anywhere: the providers that allow p..o'brien@ do not ask the standard."""
_QUOTED = r'"(?:[^"\\\r\n]|\\.){1,128}"'
_DOMAIN = r"(?:\[[\w.:]{2,60}\]|[\w-](?:[\w.-]{0,252}[\w-])?)"
EMAIL = re.compile(rf"(?:{_QUOTED}|[{_ATOM}]{_LOCAL})@{_DOMAIN}")
# In running text a quoted local part cannot be told from a quotation, nor "*" from emphasis.
_IN_TEXT = re.compile(rf"(?<![\w.@])['\w]{_LOCAL}@{_DOMAIN}")
# A scheme, or the way that mail once took ("@one.example,@two.example:ana@example.org").
_BEFORE = re.compile(r"^\s*(?:(?:mailto|smtp|e-?mail)\s*|@[^:\"]{1,500}):", re.IGNORECASE)
_AROUND = re.compile(r"\s*([.@])\s*")
_LONGEST = 320


def find_emails(text: str) -> list[str]:
    """Return the addresses in a running text, as they are written, in their order.

    An apostrophe belongs to a name (o'brien@example.org); a pair of them are quotation marks.
    """
    found = []
    for match in _IN_TEXT.finditer(text):
        email = match[0]
        if email.startswith("'") and text[match.end() : match.end() + 1] == "'":
            email = email[1:]
        found.append(straighten(email))
    return [email for email in found if not email.startswith("@") and len(email) <= _LONGEST]


def read_email(text: str) -> str:
    """Return the address that the text is, without what programs put around it; else ""."""
    bare = _BEFORE.sub("", text).strip(" <>:")
    if '"' not in bare:
        bare = _AROUND.sub(r"\1", bare)
    if bare.startswith("'") and bare.endswith("'"):
        bare = bare.strip("'")
    bare = bare.rstrip(".'")
    return straighten(bare) if len(bare) <= _LONGEST and EMAIL.fullmatch(bare) else ""


def straighten(email: str) -> str:
    """Return the address with the apostrophe that its owner has, not the curly one of a phone."""
    return email.replace("’", "'")
