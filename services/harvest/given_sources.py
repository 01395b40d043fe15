"""Given sources: paths without a case file: what kind each is, and whose mail it is."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from models.case_file import PersonEntry, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.cases.case_sources import LONGEST, look_at
from services.cases.fault_words import end, quote
from services.cases.source_names import read_form
from services.harvest.source_readers import SourceReading
from services.mailbox.correspondents import list_addresses, normalize_email
from services.mailbox.messages import UNADDRESSED, MailboxReading, Message

NOBODY = "nobody@localhost.invalid"
"""The owner where no mail says who it is; nobody ever has this address."""


def list_given_sources(paths: Sequence[Path]) -> tuple[SourceEntry, ...]:
    """Return the paths as sources of the kind that their names and contents say.

    Raises:
        InvalidInputError: paths that do not exist or are no places, all of them at once.
    """
    faults = [fault for path in paths if (fault := _find_fault(path))]
    if faults:
        raise InvalidInputError(faults)
    return tuple(SourceEntry(kind=_guess_kind(path), path=str(path)) for path in paths)


def _find_fault(path: Path) -> str | None:
    form = read_form(str(path))
    if form.fault:
        return f"a path names no place: {form.fault}."
    if len(str(path)) > LONGEST:
        return f"{quote(str(path))} is too long: name it from a folder that is nearer to it."
    is_folder, problem = look_at(path)
    if problem:
        return f"{quote(str(path))} cannot be read ({problem}): give places that can."
    if is_folder is None and form.is_doubtful:
        return "a path reads like an address, and no place of this name is there: correct it."
    if is_folder is None:
        return f"there is no {quote(str(path))}: give folders, mailboxes or .ics files that exist."
    return None


def name_owner(email: str) -> PersonEntry:
    """Return who has this address.

    Raises:
        InvalidInputError: it is no address.
    """
    try:
        return PersonEntry(name=email.partition("@")[0], email=email)
    except ValidationError as fault:
        reasons = [str(one.get("ctx", {}).get("error", one["msg"])) for one in fault.errors()]
        raise InvalidInputError(end(f"--email is {quote(email)}: {reasons[0]}")) from fault


def find_owner(readings: Sequence[SourceReading], named: PersonEntry | None) -> PersonEntry:
    """Return whose mail was read, with the name that the mail has for them.

    Without an address it is the person on most messages. Other addresses of the same person are
    known by the name.
    """
    count: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    for message in _list_messages(readings):
        people = {normalize_email(one.email): one.name for one in list_addresses(message)}
        count.update(people.keys())
        for address, name in people.items():
            names.setdefault(address, Counter()).update([name] if name else [])
    addressed = sorted(address for address in count if not address.endswith(UNADDRESSED))
    if named is None and not addressed:
        return PersonEntry(name="nobody", email=NOBODY)
    email = named.email if named else max(addressed, key=lambda address: count[address])
    spelled = names.get(normalize_email(email), Counter())
    given = named.name if named else email
    best = max(sorted(spelled), key=lambda name: spelled[name], default=given)
    # As the mail has it: what nobody may type can have been written by a program.
    return PersonEntry.model_construct(name=best, email=email)


def _list_messages(readings: Sequence[SourceReading]) -> Iterator[Message]:
    for reading in readings:
        if reading.kind is SourceKind.mailbox:
            for mail in map(MailboxReading.model_validate, reading.contents.values()):
                yield from mail.messages


def _guess_kind(path: Path) -> SourceKind:
    if path.suffix.lower() == ".ics":
        return SourceKind.calendar
    is_maildir = (path / "cur").is_dir() and (path / "new").is_dir()
    is_mailbox = path.suffix.lower() in (".mbox", ".mbx") or is_maildir or _holds_only_mail(path)
    return SourceKind.mailbox if is_mailbox else SourceKind.folder


def _holds_only_mail(path: Path) -> bool:
    """Whether it is a folder, with folders in it, of messages and nothing else."""
    if not path.is_dir():
        return False
    endings = {
        Path(name).suffix.lower()
        for _, _, names in os.walk(path)
        for name in names
        if not name.startswith(".")
    }
    return bool(endings) and endings <= {".eml", ".msg"}
