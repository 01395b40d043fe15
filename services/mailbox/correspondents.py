"""Correspondents: which addresses belong to one person, which are the leaver's, who works where.

Organizations come from headers, signatures and addresses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from models.case_file import PersonEntry
from services.mailbox.mail_phrases import ANY_LANGUAGE, read_languages
from services.mailbox.messages import UNADDRESSED, Address, Message
from services.mailbox.sentences import fold

_LONGEST_NAME = 80
_LETTERS = re.compile(r"[^\w]", re.UNICODE)
_CONTACT_LINE = re.compile(r"@|https?:|www\.|\d{4,}|[:|]\s*\+?\d|\bt[eé]l\b", re.IGNORECASE)
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "mme", "mlle", "m", "sr", "sra", "ing", "eng",
           "pr", "me", "hon", "herr", "frau", "phd"}  # fmt: skip


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
    """Return the organization that an address names; None for mail that anybody can have."""
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
    """Whether the domain is one where anybody can have an address, or there is no address."""
    return email.endswith(UNADDRESSED) or bool(_free_domains().fullmatch(get_domain(email)))


def get_domain(email: str) -> str:
    """Return what stands after the @."""
    return email.rpartition("@")[2]


@dataclass
class Person:
    """One person with all addresses and spellings, counted by use."""

    emails: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    @property
    def email(self) -> str:
        """The address that is used most; one that is none only where no other is known."""
        emails = self.emails
        return min(emails, key=lambda email: (email.endswith(UNADDRESSED), -emails[email], email))

    @property
    def name(self) -> str:
        """The best spelling: the most used, two words rather than one; else made of the address."""
        spelled: Counter[str] = Counter()
        for name, count in self.names.items():
            spelled[tidy_name(name)] += count
        named = [name for name in spelled if name]
        if not named:
            return _make_name(self.email)
        return min(named, key=lambda name: (" " not in name, name.isupper(), -spelled[name], name))


def find_own_addresses(messages: Sequence[Message], leaver: PersonEntry) -> frozenset[str]:
    """Return the leaver's own addresses, normalized: the one of the case file and its aliases.

    An alias bears the leaver's name and the same local part, the same domain or one of free
    mail, or sent what lies among the sent mail.
    """
    main = normalize_email(leaver.email)
    name = _list_name_words(leaver.name)
    own = {main}
    for message in messages:
        if message.sender and message.is_sent_copy and _is_same_name(message.sender, name):
            own.add(normalize_email(message.sender.email))
        for address in list_addresses(message):
            if len(name) > 1 and _is_same_name(address, name) and _is_near(address.email, main):
                own.add(normalize_email(address.email))
    return frozenset(own)


def list_addresses(message: Message) -> Iterable[Address]:
    """Return everybody who is named in the headers of the message."""
    senders = (message.sender,) if message.sender else ()
    return (*senders, *message.to, *message.cc)


def normalize_email(email: str) -> str:
    """Return the address without what does not distinguish people: case, +tags, Gmail's dots."""
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def group_people(messages: Sequence[Message]) -> Mapping[str, Person]:
    """Return the person behind each normalized address; one person's addresses share one value.

    Addresses are put together only where they are clearly one person's: the same full name and
    the same domain, or the same full name in an address of free mail.
    """
    people: dict[str, Person] = {}
    for message in messages:
        for address in list_addresses(message):
            person = people.setdefault(normalize_email(address.email), Person())
            person.emails[address.email] += 1
            if address.name:
                person.names[address.name] += 1
    by_name: dict[frozenset[str], list[str]] = {}
    for email in sorted(people):
        words = _list_name_words(people[email].name)
        if len(words) > 1 and people[email].names:
            by_name.setdefault(words, []).append(email)
    for words, emails in by_name.items():
        _merge_one_name(people, words, emails)
    return people


def tidy_name(name: str) -> str:
    """Return the name as people say it: "DIOP, Fatou (Donor desk)" becomes "Fatou Diop"."""
    bare = re.sub(r"\s*[(\[][^)\]]*[)\]]\s*", " ", name).strip(" '\"")
    last, comma, first = bare.partition(",")
    if comma and first.strip() and "," not in first and len(last.split()) <= 3:
        bare = f"{first.strip()} {last.strip()}"
    words = bare.split()
    # Family names in capitals, as French mail writes them.
    return " ".join(_lower_capitals(word) if len(word) > 2 else word for word in words)


def get_first_name(name: str) -> str:
    """Return the folded first word of the name that is no title."""
    words = [word.strip(".") for word in fold(tidy_name(name)).split()]
    return next((word for word in words if word not in _TITLES), "")


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


def _merge_one_name(people: dict[str, Person], words: frozenset[str], emails: list[str]) -> None:
    for place, email in enumerate(emails):
        for earlier in emails[:place]:
            one, other = people[earlier], people[email]
            if one is not other and _is_one_person(earlier, email, words):
                one.emails += other.emails
                one.names += other.names
                merged = [each for each, person in people.items() if person is other]
                people.update(dict.fromkeys(merged, one))
                break


def _is_one_person(one: str, other: str, words: frozenset[str]) -> bool:
    if get_domain(one) == get_domain(other):
        # "fatou.diop2" is there because fatou.diop is somebody else.
        return re.sub(r"\d", "", one) != re.sub(r"\d", "", other)
    free = [email for email in (one, other) if is_free_mail(email)]
    return bool(free) and all(_names_all(email, words) for email in free)


def _names_all(email: str, words: frozenset[str]) -> bool:
    local = fold(email.partition("@")[0])
    return all(word in local for word in words)


def _is_same_name(address: Address, words: frozenset[str]) -> bool:
    return bool(words) and _list_name_words(address.name) == words


def _is_near(email: str, main: str) -> bool:
    local, _, domain = normalize_email(email).partition("@")
    if is_free_mail(email) or local == main.partition("@")[0]:
        return True
    return domain == get_domain(main) and not re.search(r"\d$", local)


def _list_name_words(name: str) -> frozenset[str]:
    words = re.findall(r"\w+", fold(tidy_name(name)))
    return frozenset(word for word in words if len(word) > 1 and word not in _TITLES)


def _lower_capitals(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-")) if word.isupper() else word


def _make_name(email: str) -> str:
    local = re.sub(r"\d+$", "", email.partition("@")[0]) or email
    words = [word for word in re.split(r"[._-]+", local) if word]
    return " ".join(word.capitalize() for word in words) if len(words) > 1 else email
