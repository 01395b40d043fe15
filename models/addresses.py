"""Addresses: which spellings of an e-mail address are one mailbox."""

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf"})


def fold_address(address: str) -> str:
    """Return what all spellings of one address have in common.

    Capitals, composed and full-width characters, what nobody sees (zero-width marks), a dot at the
    end and a domain in its own script or as `xn--` do not make another mailbox.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    seen = "".join(char for char in plain if unicodedata.category(char) not in _UNSEEN).strip()
    local, at, domain = seen.rpartition("@")
    return f"{local}{at}{_fold_domain(domain)}"


def is_same_address(one: str, other: str) -> bool:
    """Whether both are spellings of one address."""
    return fold_address(one) == fold_address(other)


def _fold_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        # No domain that could be delivered to: as it is typed.
        return domain.rstrip(".")
