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
_LOGIN = re.compile(r"://[^/@:]*@")
_SECRET_WORDS = re.compile(
    r"(?i)pass(?:word|wd|phrase)?|pwd|token|access_token|secret|key|api_?key|sig(?:nature)?|auth"
)
TELLS_TOO_MUCH = (
    "a password stands in this address: take it out of the case, and give it to the connector in "
    "its own settings"
)
_NO_ADDRESS = "this is no address of the form scheme://host/path: correct it"


def is_url(path: str) -> bool:
    """Whether a source is named by URL and not by a path."""
    return "://" in path


def find_url_problem(url: str) -> str | None:
    """Return why a source cannot be fetched, and the way out; None where it can.

    Outside any transaction: it looks for secrets, and loads the connector, which others wrote.
    """
    if has_secret(url):
        return TELLS_TOO_MUCH
    if _find_host(url) is None:
        return _NO_ADDRESS
    # Imported late: it loads what calls the outside, and few cases name a URL.
    from services.plugins import find_source  # noqa: PLC0415 - see above

    scheme = url.partition("://")[0].lower()
    if find_source(url) is None:
        return (
            f'no connector for "{scheme}" is installed: '
            "install one (docs/plug-points.md), or export it to a folder and name that folder"
        )
    return None


def find_host_problem(url: str, hosts: Collection[str]) -> str | None:
    """Return why the policy of an office does not allow a source; None where it does.

    Args:
        url: as the case file writes it.
        hosts: those that the policy allows.
    """
    if has_password(url):
        return TELLS_TOO_MUCH
    host = _find_host(url)
    if host is None:
        return _NO_ADDRESS
    if host not in hosts:
        return (
            f'the host "{host}" is not on the list of the office: have it added to url_hosts of '
            "the office's policy profile (docs/offices.md), or export it to a folder"
        )
    return None


def check_urls(paths: Iterable[str]) -> None:
    """Check, outside any transaction, that every source that is named by URL can be fetched.

    Raises:
        InvalidInputError: a sentence for each that cannot; none quotes a secret.
    """
    problems = (
        (number, find_url_problem(path))
        for number, path in enumerate(paths, start=1)
        if is_url(path)
    )
    faults = [f"sources {number}, path: {problem}" for number, problem in problems if problem]
    if faults:
        raise InvalidInputError(faults)


def has_secret(url: str) -> bool:
    """Whether an address holds a password, or anything else that is taken for a secret."""
    # A login before a path is no address with a password behind it.
    return has_password(url) or bool(find_secrets(_LOGIN.sub("://", url, count=1)))


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
