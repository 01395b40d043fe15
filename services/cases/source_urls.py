"""Source URLs: whether a source that a case names by URL may be fetched.

Asked when a case is read, when it is opened and again when it is harvested. A sentence never quotes
more of an address than its scheme and its host: the rest may be a secret.
"""

import re
from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl, urlsplit

from models.errors import InvalidInputError
from services.secrets.masking import find_secrets

_FORM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s\\\x00-\x1f\x7f]+")
_SECRET_WORDS = re.compile(
    r"(?i)pass(?:word|wd|phrase)?|pwd|token|access_token|secret|key|api_?key|sig(?:nature)?|auth"
)
TELLS_TOO_MUCH = (
    "a password stands in this address: take it out of the case, and give it to the connector in "
    "its own settings"
)


def is_url(path: str) -> bool:
    """Whether a source is named by URL and not by a path."""
    return "://" in path


def find_url_problem(url: str, hosts: Collection[str] | None = None) -> str | None:
    """Return why a source may not be fetched, and the way out; None where it may.

    Args:
        url: as the case file writes it.
        hosts: those that the policy of the office allows; None where no office is known yet.
    """
    if has_password(url):
        return TELLS_TOO_MUCH
    host = _find_host(url)
    if host is None:
        return "this is no address of the form scheme://host/path: correct it"
    # Imported late: it loads what calls the outside, and few cases name a URL.
    from services.plugins import find_source  # noqa: PLC0415 - see above

    scheme = url.partition("://")[0].lower()
    if find_source(url) is None:
        return (
            f'no connector for "{scheme}" is installed: '
            "install one (docs/plug-points.md), or export it to a folder and name that folder"
        )
    if hosts is not None and host not in hosts:
        return (
            f'the host "{host}" is not on the list of the office: have it added to url_hosts of '
            "the office's policy profile (docs/offices.md), or export it to a folder"
        )
    return None


def check_urls(paths: Iterable[str]) -> None:
    """Check, outside any transaction, that no source that is named by URL holds a secret.

    Raises:
        InvalidInputError: a sentence for each that does, without it.
    """
    faults = [
        f"sources {number}, path: {TELLS_TOO_MUCH}"
        for number, path in enumerate(paths, start=1)
        if is_url(path) and has_secret(path)
    ]
    if faults:
        raise InvalidInputError(faults)


def has_secret(url: str) -> bool:
    """Whether an address holds a password, or anything else that is taken for a secret."""
    return has_password(url) or bool(find_secrets(url))


def has_password(url: str) -> bool:
    """Whether a password, a token or the like stands in an address where it can be seen at once."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ":" in url.partition("://")[2].partition("@")[0] and "@" in url
    login, at, _ = parts.netloc.rpartition("@")
    pairs = parse_qsl(f"{parts.query}&{parts.fragment}")
    return bool(at and ":" in login) or any(_SECRET_WORDS.fullmatch(name) for name, _ in pairs)


def _find_host(url: str) -> str | None:
    """Return the host in small letters, without port; None where the address has none."""
    try:
        host = urlsplit(url).hostname if _FORM.fullmatch(url) else None
        return host.encode("idna").decode("ascii").rstrip(".").lower() if host else None
    except (ValueError, UnicodeError):
        return None
