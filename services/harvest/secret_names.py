"""Secret names: files and folders whose own name tells a password."""

import re
from collections.abc import Iterator

from services.harvest.secret_words import read_secret_words
from services.harvest.secrets import REMOVED, mask_secrets

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_MAY_BE_TOKEN = re.compile(r"[0-9A-Za-z_-]{20}")
_JOINTS = re.compile(r"[_-]+| - ")
_OF_EVERY_NAME = re.compile(
    r"(?i)(?<![^\W_])(?:(?:19|20)\d\d(?:[-_. ]?\d\d){0,2}|v\d{1,3}|v?\d{1,2}\.\d{1,3})(?![^\W_])"
)
"""Dates and numbers of versions."""

_SIGNS = re.compile(r"[\d!@#$%&*+=?~]")


def mask_name(name: str) -> str:
    """Return the name of a file or folder, from its first secret on taken out but for its ending.

    What people write into names has no signs of a sentence: "mdp_Kaolack77.txt".
    """
    if not _may_tell(name):
        return name
    ending = _ENDING.search(name)
    stem = name[: ending.start()] if ending else name
    for spelled in _spell(name, stem):
        masked, _ = mask_secrets(spelled)
        kept, removed, rest = masked.partition(REMOVED)
        value = spelled[len(kept) : len(spelled) - len(rest)] if REMOVED not in rest else spelled
        if removed and _SIGNS.search(_OF_EVERY_NAME.sub("", value)):
            return f"{kept}{REMOVED}{ending[0] if ending else ''}"
    return name


def _may_tell(name: str) -> bool:
    """Whether it is worth looking closer; there are many names."""
    lowered = name.lower()
    words = read_secret_words().triggers
    return any(word in lowered for word in words) or _MAY_BE_TOKEN.search(name) is not None


def _spell(name: str, stem: str) -> Iterator[str]:
    yield stem
    # What looks like an ending may be one half of a password.
    if not name[len(stem) + 1 :].isalpha():
        yield name
    yield _JOINTS.sub(" ", stem)
