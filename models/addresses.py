"""Addresses: what is an e-mail address, and which spellings of one are the same mailbox."""

import re
import unicodedata

from models.address_grammar import LOCAL, find_odd, is_address
from models.meant_address import propose_address
from models.normal_forms import normalize

_QUOTED = re.compile(r'".+"')
_BACKSLASHED = re.compile(r"\\(.)")
_TO_ESCAPE = re.compile(r'["\\]')
_UNSEEN = frozenset({"Cc", "Cf"})
_FORM = "an e-mail address has the form name@example.org"


def check_email(address: str) -> str:
    """Return the address.

    Raises:
        ValueError: it is none; where it can be seen which one is meant, that one is proposed.
    """
    if is_address(address):
        return address
    meant = propose_address(address)
    odd = find_odd(address)
    name = f"U+{ord(odd):04X} ({unicodedata.name(odd, 'without a name')})" if odd else ""
    raise ValueError(
        _FORM
        + (f", and this holds {name}" if name else "")
        + (f": did you mean {meant}?" if meant else "")
    )


def fold_address(address: str) -> str:
    """Return what all spellings of one address have in common.

    Capitals, composed and full-width characters, what nobody sees (zero-width marks), quotation
    marks and backslashes that need not be there, a dot at the end and a domain in its own script or
    as `xn--` do not make another mailbox.
    """
    plain = normalize("NFKC", normalize("NFKC", address).casefold())
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
    if '"' not in meant and LOCAL.fullmatch(meant):
        return meant
    return '"' + _TO_ESCAPE.sub(r"\\\g<0>", meant) + '"'


def _fold_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        # No domain that could be delivered to: as it is typed.
        return domain.rstrip(".")
