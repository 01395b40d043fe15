"""Source URLs: whether a source that a case names by URL may be fetched.

A file of its own, because it asks for connectors and for the rules of masking: what a source is by
its spelling is asked in many places. Asked when a case is read, when it is opened and again when it
is harvested. A sentence never quotes more of an address than its scheme and its host: the rest may
be a secret.
"""

from collections.abc import Collection

from services.cases.source_names import NO_ADDRESS, TELLS_TOO_MUCH, find_host, read_form
from services.secrets.masking import find_secrets


def find_url_problem(url: str) -> str | None:
    """Return why a source cannot be fetched, and the way out; None where it can.

    Outside any transaction: it looks for secrets, and loads the connector, which others wrote.
    """
    if has_secret(url):
        return TELLS_TOO_MUCH
    if find_host(url) is None:
        return NO_ADDRESS
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
    if fault := read_form(url).fault:
        return fault
    host = find_host(url)
    if host not in hosts:
        return (
            f'the host "{host}" is not on the list of the office: have it added to url_hosts of '
            "the office's policy profile (docs/offices.md), or export it to a folder"
        )
    return None


def has_secret(path: str) -> bool:
    """Whether a source holds a login, or anything else that is taken for a secret."""
    return read_form(path).fault == TELLS_TOO_MUCH or bool(find_secrets(path))
