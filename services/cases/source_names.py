"""Source names: what a source of a case is by its spelling: an address, a place, or neither.

Every door asks it before a source is shown, kept or looked for, and the harvest asks it again. It
looks at the spelling alone, on no disk and in no network.
"""

import posixpath
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from models.normal_forms import normalize
from services.secrets.logins import has_login, is_unseen, make_plain

TELLS_TOO_MUCH = (
    "a password stands in this address, or a login: take it out of the case, and give it to the "
    "connector in its own settings; a folder of such a name needs another"
)
NO_ADDRESS = "this is no address of the form scheme://host/path: correct it"
_NO_PATH = "this holds a character that no name has, such as a line break: delete it"
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s\\]+")
_PAIR = re.compile(r"[?&#;=]([^=?&#;/]*)(?==)")
_WORD = re.compile(r"[A-Z]*[^\W\d_A-Z]+|[A-Z]+")
_SECRET_WORDS = frozenset(
    {
        *("auth", "authorization", "clave", "cred", "jwt", "key", "kennwort", "mdp", "otp"),
        *("parola", "pass", "passcode", "pw", "pwd", "sas", "senha", "session", "sid", "sig"),
    }
)
_SECRET_PARTS = re.compile(
    r"pass(?:wor[dt]|wd|phrase)|token|secret|signature|credential|contrase|motdepasse"
    r"|sessionid|(?:access|account|api|auth|private|resource|rl|shared|subscription)key"
)
_DOUBTFUL = re.compile(
    r"(?i)[a-z][a-z0-9+.-]*:(?!\s)"  # a scheme, or the letter of a drive
    r"|//|www\."
    r"|[^/\s@]+@[^/\s:]+:"  # whoever@host:path
)
_USUAL_PORTS = {"http": 80, "https": 443, "ftp": 21, "sftp": 22}


class SourceForm(NamedTuple):
    """What a source is by its spelling.

    `fault` is why it is refused, without quoting it. `is_doubtful`: it reads like an address and
    may be the name of a place all the same, which is then there.
    """

    is_url: bool
    fault: str | None = None
    is_doubtful: bool = False


def read_form(path: str) -> SourceForm:
    """Return what a source is, however it is spelled."""
    plain = make_plain(path)
    is_url = "://" in plain
    # "Budget#key=figures" is a name; what an address asks for stands behind "?".
    asked = _PAIR.findall(plain) if is_url or "?" in plain else ()
    if has_login(path) or any(map(_names_secret, asked)):
        return SourceForm(is_url, TELLS_TOO_MUCH)
    if is_url:
        return SourceForm(is_url, None if find_host(path) else NO_ADDRESS)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in path):
        return SourceForm(is_url, _NO_PATH)
    # A login with odd characters in it, or a folder "12:30" with one "ana@example.org" in it.
    is_apart = 0 <= plain.find(":") < plain.rfind("@")
    return SourceForm(is_url, None, bool(_DOUBTFUL.match(plain)) or is_apart or "\\" in path)


def is_url(path: str) -> bool:
    """Whether a source is named by URL and not by a path."""
    return read_form(path).is_url


def find_host(url: str) -> str | None:
    """Return the host in small letters, without port; None where this is no plain address."""
    is_plain = normalize("NFKC", url) == url and not any(map(is_unseen, url))
    if not is_plain or not _FORM.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # Raises where it is no number.
        host = parts.hostname
        return host.encode("idna").decode("ascii").rstrip(".").lower() if host else None
    except (ValueError, UnicodeError):
        return None


def fold_url(url: str) -> str:
    """Return the same for all spellings of one URL; as it is where it is no plain address."""
    host = find_host(url)
    if host is None:
        return url
    parts = urlsplit(url)
    is_usual = parts.port in (None, _USUAL_PORTS.get(parts.scheme))
    path = posixpath.normpath(f"/{unquote(parts.path).lstrip('/')}")
    return urlunsplit(
        parts._replace(netloc=host if is_usual else f"{host}:{parts.port}", path=path)
    )


def _names_secret(name: str) -> bool:
    """Whether the name of a value in a query says that the value is a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    is_known = not _SECRET_WORDS.isdisjoint(words)
    return is_known or any(map(_SECRET_PARTS.search, [*words, "".join(words)]))
