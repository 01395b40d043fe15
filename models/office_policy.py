"""Office policy: what an office allows, as a value, from a policy profile (docs/offices.md).

A profile that an office was given lies in the database as well, and may be older than a field:
every field has a default.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from models.consent_policy import FoundPolicy, SourcesPolicy
from models.values import NameText, Value

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9](?:-*[a-z0-9])*(?:\.[a-z0-9](?:-*[a-z0-9])*)*")


def _check_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("write a letter from a to z, then small letters, digits, _ and -")
    return key


def _check_host(host: str) -> str:
    host = host.lower()
    if not _HOST.fullmatch(host):
        raise ValueError("write the name of a host alone, such as files.example.org")
    return host


OfficeKey = Annotated[NameText, AfterValidator(_check_key)]
"""How files and commands name an office, such as `dakar`, or a profile."""
HostName = Annotated[NameText, AfterValidator(_check_host)]
"""The name of a host, in small letters, without scheme, port and path."""


class OfficePolicy(Value):
    """templates/policies/profiles/NAME.yaml, or profiles/NAME.yaml in the data folder."""

    format: Literal["baton-office-policy/1"]
    url_hosts: Annotated[tuple[HostName, ...], Field(max_length=200)] = ()
    """The hosts that a source may name in a URL; none by default."""
    sources: SourcesPolicy = SourcesPolicy()
    """Who allows the sources of a case, and what happens when nobody answers."""
    found: FoundPolicy = FoundPolicy()
    """How long people have to look at what was found, and what is shown without a look."""
