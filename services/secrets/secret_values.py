"""Secret values: does what follows the word "password" look like one?"""

import re

_NO_SECRETS = re.compile(
    r"(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|\d\d?:\d\d(?::\d\d)?"  # dates and times
    r"|\d{1,3}/\d{1,3}|[^\W\d_]{1,12}=\d{1,3}"  # shares, what a number stands for
    r"|\d{1,3}(?:st|nd|rd|th|er|e|h|d|s|%|x|kg|km|m)"  # ordinals and amounts
    r"|[a-z][a-z0-9+.-]{1,20}://\S*|www\.\S*"  # addresses: where it is kept
    r"|[\w\s.-]*\.(?:docx?|xlsx?|pdf|txt|csv|kdbx?|zip|pptx?|html?|org|com|net|int|example))[.,;]?",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[\[{<$%&•(…]|[*x_.#?-]{3,}$|\W{0,3}$|[a-z_.]{0,40}\(|\{\{", re.IGNORECASE)
_SYMBOL = re.compile(r"[^\W_][!@#$%^&*+=?~_|][^\W_]|[^\W_][!@#$%^&*+=~]$|^[!@#$%&*~][^\W_]")
_INSIDE = re.compile(r"[^\W\d_](?:\d{1,3}|[!@#$%&*+=?~])[^\W_]|[^\W\d_][!@#$%&*+=?~]\d")
_JOINED = re.compile(r"[^\W\d_]{2,20}_[^\W\d_]{3,20}\d")
_CAMEL = re.compile(r"[a-z][A-Z]")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT_GROUPS = re.compile(r"[*#]?\d{1,8}(?:[ ./-]\d{1,8}){0,5}[*#]?")
_LETTER_GROUPS = re.compile(r"(?=[^\d\s]{0,40}\d)[0-9A-Za-z]{3,12}(?:-[0-9A-Za-z]{3,12}){1,7}")
_ONE_WORD = re.compile(r"[^\W\d_]{2,30}(?:[-_.'][^\W\d_]{1,30}){0,4}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3}){1,4}|\d{2,6}000")
_LONGEST = 500
_HEAD = 100
"""So many characters tell how a value looks."""


def trim_value(value: str) -> str:
    """Return the value without the punctuation of the sentence around it."""
    trimmed = value.rstrip(".,;:)]}»”\"'’>，。；、）」؛،")
    return trimmed.removesuffix("</")


def is_filler(value: str) -> bool:
    """Whether a value stands for another one: "********", "<your password>", "${VAR}"."""
    return bool(_FILLER.match(value))


def has_secret_look(value: str) -> bool:
    """Whether nobody writes this as a word: letters with digits, symbols inside, long numbers."""
    if not 4 <= len(value) <= _LONGEST or is_filler(value) or _NO_SECRETS.fullmatch(value):
        return False
    head = value[:_HEAD]
    has_digit, has_letter = _DIGIT.search(head), _LETTER.search(head)
    if has_digit and not has_letter:
        return _count_digits(head) >= 4
    return bool((has_digit and has_letter) or _SYMBOL.search(head) or _CAMEL.search(head))


def has_strong_look(value: str) -> bool:
    """Whether a value cannot be the name of a thing: "Kaolack77", not "Annex2" or "SN-77"."""
    is_mixed = len(value) >= 6 and value != value.upper() and _count_digits(value) >= 2
    return is_mixed and has_secret_look(value)


def has_mixed_look(value: str) -> bool:
    """Whether a value is of small and capital letters with a digit or a symbol among them."""
    has_cases = value not in (value.upper(), value.lower())
    is_mixed = len(value) >= 8 and has_cases and _INSIDE.search(value) is not None
    is_joined = has_cases and _JOINED.search(value) is not None
    return (is_mixed or is_joined) and has_secret_look(value)


def has_sure_look(value: str) -> bool:
    """Whether a value is a password even without a word that says so."""
    return has_strong_look(value) or has_mixed_look(value)


def has_key_look(value: str) -> bool:
    """Whether a value is as long and as mixed as the keys of programs are."""
    return len(value) >= 8 and _DIGIT.search(value) is not None and has_secret_look(value)


def has_code_look(value: str) -> bool:
    """Whether a value can be typed on the keys of a safe or a door."""
    if not 4 <= _count_digits(value) <= 16 or is_filler(value) or _NO_SECRETS.fullmatch(value):
        return False
    is_word = " " not in value and "<" not in value and len(value) <= 24
    return bool(_DIGIT_GROUPS.fullmatch(value)) or is_word


def has_group_look(value: str) -> bool:
    """Whether a value is letters and digits in groups, as recovery codes are: "8f3k-29dk"."""
    return bool(_LETTER_GROUPS.fullmatch(value)) or (len(value) >= 6 and has_secret_look(value))


def is_amount(value: str) -> bool:
    """Whether a number is written as amounts are: "1,250,000", "4500000"."""
    return _THOUSANDS.fullmatch(value) is not None


def is_plain_word(value: str, never: frozenset[str]) -> bool:
    """Whether a value is one word that may be a password, and none that goes on a sentence."""
    return value.isalpha() and len(value) >= 4 and value.casefold() not in never


def is_joined_word(value: str, never: frozenset[str]) -> bool:
    """Whether a value is one word, or several joined by hyphens: "Teranga-Guest"."""
    is_word = len(value) >= 4 and _ONE_WORD.fullmatch(value) is not None
    return is_word and value.casefold() not in never


def _count_digits(value: str) -> int:
    return len(_DIGIT.findall(value))
