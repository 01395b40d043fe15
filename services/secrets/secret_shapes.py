"""Secret shapes: how a value looks, by the names that the points of the policy give to looks."""

import re
from functools import lru_cache

from services.secrets.secret_values import (
    has_code_look,
    has_secret_look,
    has_sure_look,
    is_amount,
    is_filler,
)

_SYMBOLS = re.compile(r"[^\W_][!@#$%&*+=?~^]|[!@#$%&*+=?~^][^\W_]")
_DATED = re.compile(
    r"[^\W\d_]{2,30}[-_.]?(?:19|20)\d\d|[a-z]{2,20}(?:[-_.][a-z]{2,20}){1,4}[-_.]?\d{0,2}"
)
_FIRST_SHAPES = {
    "digits": re.compile(r"(?!(?:19|20)\d\d\Z)\d{4,12}"),
    "serial": re.compile(r"(?=[^\d]*\d)(?:[A-Z0-9]{4,6}-){3,7}[A-Z0-9]{4,6}"),
    "capitals": re.compile(r"(?=[^a-z]*\d)(?=[^a-z]*[A-Z])[A-Z0-9][A-Z0-9./-]{3,30}"),
}
_PLAIN_SHAPES = {
    "joined": re.compile(r"[^\W\d_]{2,30}(?:[-_.'][^\W\d_]{2,30}){1,4}"),
    "word": re.compile(r"[^\W\d_]{4,30}!?"),
}
_CALLED = re.compile(r"[^\W\d_][^\W\d_A-Z]{2,29}!")
"""A word with which somebody calls out: "Thanks!"."""
_NAME_OF_ONE = re.compile(r"[A-Z]{6,20}\d{1,4}")
"""A word and a number: "PELICANO72", which no project is called."""
_LONGEST = 80
_MOST_DIGITS = 8
_TURNS = re.compile(r"(?:[LRGDIS] ?\d{1,3}[ ,/-]{0,3}){2,6}|(?:\d{1,3} ?[LRGDIS][ ,/-]{0,3}){2,6}")
_FEW_GROUPS = re.compile(r"\d(?:-\d){2}")
_NO_PASSWORD = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+|[^\s/]*/.*|[a-z]+(?:_[a-z]*){2,}|.*\.[a-z]{2,4}"
)
"""Addresses, paths, names of programs' parts."""
_NAME_OF_THING = re.compile(
    r"(?i)(?:annex|ticket|form|report|file|version|room|block|page|step|phase|windows|office|teams|build)"
    r"[-_.]?[^\W_]{0,12}"
)


@lru_cache(maxsize=20_000)
def name_password_shape(value: str) -> str | None:
    """Return the look of a value as a password; None where nobody takes it for one."""
    if not 4 <= len(value) <= _LONGEST or is_filler(value) or _NO_PASSWORD.fullmatch(value):
        return None
    if _NAME_OF_ONE.fullmatch(value):
        return "mixed"
    name = next((name for name, known in _FIRST_SHAPES.items() if known.fullmatch(value)), None)
    if name is not None or (has_secret_look(value) and not _CALLED.fullmatch(value)):
        return name or _name_mixed(value)
    name = next((name for name, known in _PLAIN_SHAPES.items() if known.fullmatch(value)), None)
    return "proper" if name == "word" and value[0].isupper() else name


def _name_mixed(value: str) -> str | None:
    has_letter, has_digit = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    if not has_letter or _NAME_OF_THING.fullmatch(value):
        return "capitals" if has_letter else None
    # Products are written "LibreOffice" and "BitLocker".
    if value.isalpha() and value[0].isupper():
        return "joined"
    if has_digit and _SYMBOLS.search(value):
        return "symbols"
    if _DATED.fullmatch(value):
        return "dated"
    if has_sure_look(value) or (has_digit and len(value) >= 8 and value != value.upper()):
        return "numbered"
    return "mixed" if len(value) >= 5 else "capitals"


@lru_cache(maxsize=20_000)
def name_code_shape(value: str) -> str | None:
    """Return the look of a value as a code that is typed on keys; None where it is none."""
    if _TURNS.fullmatch(value):
        return "turned"
    if " " in value and not any(map(str.isdigit, value)):
        return "spelled"
    is_sum = is_amount(value) and not value.replace(" ", "").isdigit()
    is_code = has_code_look(value) or value.isdigit() or _FEW_GROUPS.fullmatch(value)
    if is_sum or not is_code:
        return None
    if sum(map(str.isdigit, value)) > _MOST_DIGITS:
        return "long"
    for name, pattern in _CODE_SHAPES.items():
        if pattern.fullmatch(value):
            return name
    return None


_CODE_SHAPES = {
    "turned": re.compile(r"\d{2}(?:[-–./ ]\d{2}){2,4}"),
    "keys": re.compile(r"[*#]\d{3,8}[*#]?|\d{3,8}[*#]"),
    "year": re.compile(r"(?:19|20)\d\d"),
    "digits": re.compile(r"\d{4,8}"),
    "few": re.compile(r"\d{3}"),
    "halves": re.compile(r"\d{2}[- ]\d{2}"),
    "groups": re.compile(r"\d{1,4}(?:[- ]\d{1,4}){2,4}|\d{3,4}(?:[- ]\d{3,4}){1,4}"),
    "letters": re.compile(
        r"[A-Z]{1,2}-?\d{3,6}[A-Z]?|\d{2,6}[A-Z]|\d{1,4}[A-Z]\d{1,4}|[A-Z]\d{1,2}-\d{2,4}"
    ),
    "blocks": re.compile(
        r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z])[0-9A-Za-z]{3,6}(?:-[0-9A-Za-z]{3,6}){1,7}"
    ),
}
