"""Secret values: does what follows the word "password" look like one?"""

import re

_NO_SECRETS = re.compile(
    r"(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|\d\d?:\d\d(?::\d\d)?"  # dates and times
    r"|\d{1,3}(?:st|nd|rd|th|er|e|h|d|s|%|x|kg|km|m)"  # ordinals and amounts
    r"|[a-z][a-z0-9+.-]{1,20}://\S*|www\.\S*"  # addresses: where it is kept
    r"|[\w\s.-]*\.(?:docx?|xlsx?|pdf|txt|csv|kdbx?|zip|pptx?|html?|org|com|net|int|example))[.,;]?",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[\[{<$%&•(…]|[*x_.#?-]{3,}$|\W{0,3}$|[a-z_.]{0,40}\(|\{\{", re.IGNORECASE)
_SYMBOL = re.compile(r"[^\W_][!@#$%^&*+=?~_|][^\W_]|[^\W_][!@#$%^&*+=~]$|^[!@#$%&*~][^\W_]")
_INSIDE = re.compile(r"[^\W\d_](?:\d{1,3}|[!@#$%&*+=?~])[^\W_]|[^\W\d_][!@#$%&*+=?~]\d")
_CAMEL = re.compile(r"[a-z][A-Z]")
_DIGIT_GROUPS = re.compile(r"[*#]?\d{1,8}(?:[ ./-]\d{1,8}){0,5}[*#]?")


def trim_value(value: str) -> str:
    """Return the value without the punctuation of the sentence around it."""
    trimmed = value.rstrip(".,;:)]}»”\"'’>，。；、）」")
    return trimmed.removesuffix("</")


def is_filler(value: str) -> bool:
    """Whether a value stands for another one: "********", "<your password>", "${VAR}"."""
    return bool(_FILLER.match(value))


def has_secret_look(value: str) -> bool:
    """Whether nobody writes this as a word: letters with digits, symbols inside, long numbers."""
    if not 4 <= len(value) <= 500 or is_filler(value) or _NO_SECRETS.fullmatch(value):
        return False
    has_digit = any(char.isdigit() for char in value)
    has_letter = any(char.isalpha() for char in value)
    if has_digit and not has_letter:
        return sum(char.isdigit() for char in value) >= 4
    return (has_digit and has_letter) or bool(_SYMBOL.search(value) or _CAMEL.search(value))


def has_strong_look(value: str) -> bool:
    """Whether a value cannot be the name of a thing: "Kaolack77", not "Annex2" or "SN-77"."""
    digits = sum(char.isdigit() for char in value)
    has_small = any(char.islower() for char in value)
    return len(value) >= 6 and digits >= 2 and has_small and has_secret_look(value)


def has_mixed_look(value: str) -> bool:
    """Whether a value is of small and capital letters with a digit or a symbol among them."""
    has_cases = any(char.islower() for char in value) and any(char.isupper() for char in value)
    is_mixed = len(value) >= 8 and has_cases and _INSIDE.search(value) is not None
    return is_mixed and has_secret_look(value)


def has_key_look(value: str) -> bool:
    """Whether a value is as long and as mixed as the keys of programs are."""
    return len(value) >= 8 and any(char.isdigit() for char in value) and has_secret_look(value)


def has_code_look(value: str) -> bool:
    """Whether a value can be typed on the keys of a safe or a door."""
    digits = sum(char.isdigit() for char in value)
    if not 4 <= digits <= 16 or is_filler(value) or _NO_SECRETS.fullmatch(value):
        return False
    return bool(_DIGIT_GROUPS.fullmatch(value)) or (" " not in value and len(value) <= 24)


def is_plain_word(value: str, never: frozenset[str]) -> bool:
    """Whether a value is one word that may be a password, and none that goes on a sentence."""
    return value.isalpha() and len(value) >= 4 and value.casefold() not in never
