"""SMTP address: where mails are handed over, read from one address such as smtp://host:587."""

from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from models.values import Value

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORM = (
    "write smtp://user:password@host:587 (with ?tls=none for a server that has no TLS) "
    "or smtps://user:password@host:465"
)

Tls = Literal["starttls", "implicit", "none"]


class SmtpAddress(Value):
    """A mail server: how to reach it and as whom."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Tls = "starttls"


def parse_smtp_url(url: str) -> SmtpAddress:
    """Return what the address says; signs such as @ in a password are written as %40.

    Raises:
        ValueError: it is no such address; the message does not repeat it, as it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ValueError(f"it is no address: {_FORM}") from fault
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"it is no address of a mail server: {_FORM}")
    tls = _read_tls(parts)
    address = SmtpAddress(
        host=parts.hostname,
        port=port or (465 if tls == "implicit" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )
    if address.tls == "none" and address.password and address.host not in _LOOPBACK:
        raise ValueError("it would send the password unprotected: take ?tls=none away")
    return address


def _read_tls(parts: SplitResult) -> Tls:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = options.pop("tls", None)
    if options:
        raise ValueError(f"it has an option that is not known here: {_FORM}")
    if parts.scheme == "smtps":
        if asked not in (None, "implicit"):
            raise ValueError("smtps:// has TLS from the start: take ?tls= away, or write smtp://")
        return "implicit"
    if asked in (None, "starttls"):
        return "starttls"
    if asked == "none":
        return "none"
    raise ValueError(f"its tls is neither starttls nor none: {_FORM}")
