"""Organizations: whom somebody works for, as headers, signatures and addresses tell."""

import re
from collections.abc import Sequence
from functools import cache

from services.harvest.mail.folding import fold
from services.harvest.mail.phrases import ANY_LANGUAGE, read_languages

_LONGEST_NAME = 80
_LETTERS = re.compile(r"[^\w]", re.UNICODE)
_CONTACT_LINE = re.compile(r"@|https?:|www\.|\d{4,}|[:|]\s*\+?\d|\bt[eé]l\b", re.IGNORECASE)


def find_organization(signature: Sequence[str], email: str) -> str | None:
    """Return the line of a signature that names the organization; None where none surely does."""
    lines = [line.strip(" *-|,;") for line in signature[:8]]
    # The first line is the person.
    lines = [line for line in lines[1:] if 2 <= len(line) <= _LONGEST_NAME]
    lines = [part for line in lines for part in _split_line(line)]
    wanted = _LETTERS.sub("", fold(_get_label(email)))
    named = [line for line in lines if wanted and _is_named(line, wanted)]
    if named:
        return named[0]
    words = read_languages()[ANY_LANGUAGE].get_pattern("organization_words")
    return next((line for line in lines if words.search(fold(line))), None)


def name_organization(email: str) -> str | None:
    """Return the organization that an address tells of; None for mail that anybody can have."""
    if is_free_mail(email):
        return None
    label = _get_label(email)
    if not label:
        return None
    words = re.split(r"[-_]", label)
    if len(words) == 1 and len(label) <= 4:
        return label.upper()
    return " ".join(word.capitalize() for word in words if word)


def is_free_mail(email: str) -> bool:
    """Whether the domain is one where anybody can have an address."""
    return bool(_free_domains().fullmatch(get_domain(email)))


def get_domain(email: str) -> str:
    """Return what stands after the @."""
    return email.rpartition("@")[2]


def _get_label(email: str) -> str:
    """Return the label of the domain that names somebody: "aqua" of mail.aqua.co.example."""
    general = set(read_languages()[ANY_LANGUAGE].get_list("domain_labels"))
    labels = get_domain(email).split(".")
    named = [label for label in labels[:-1] if label not in general]
    if named:
        return named[-1]
    return labels[-2] if len(labels) > 1 else ""


def _split_line(line: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\s[|•·–—/-]\s|,\s", line)]
    return [part for part in parts if part and not _CONTACT_LINE.search(part)]


def _is_named(line: str, wanted: str) -> bool:
    folded = fold(line)
    if wanted in _LETTERS.sub("", folded):
        return True
    initials = "".join(word[0] for word in re.findall(r"\w+", folded) if len(word) > 2)
    return len(wanted) >= 2 and initials == wanted


@cache
def _free_domains() -> re.Pattern[str]:
    return re.compile("|".join(read_languages()[ANY_LANGUAGE].get_list("free_domains")))
