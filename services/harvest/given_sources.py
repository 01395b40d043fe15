"""Given sources: paths without a case file: what kind each is, and whose mail it is."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from models.case_file import PersonEntry, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.harvest.mail.messages import MailboxReading
from services.harvest.mail.people import list_addresses, normalize_email
from services.harvest.readers import SourceReading

NOBODY = "nobody@localhost.invalid"
"""The owner where there is no mail to tell; nobody ever has this address."""


def list_given_sources(paths: Sequence[Path]) -> tuple[SourceEntry, ...]:
    """Return the paths as sources of the kind that their names and contents say.

    Raises:
        InvalidInputError: paths that do not exist, all of them at once.
    """
    missing = [f'there is no "{path}": give folders, mailboxes or .ics files that exist.'
               for path in paths if not path.exists()]  # fmt: skip
    if missing:
        raise InvalidInputError(missing)
    return tuple(SourceEntry(kind=_guess_kind(path), path=str(path)) for path in paths)


def name_owner(email: str) -> PersonEntry:
    """Return who has this address.

    Raises:
        InvalidInputError: it is no address.
    """
    try:
        return PersonEntry(name=email.partition("@")[0], email=email)
    except ValidationError as fault:
        raise InvalidInputError(
            f'--email is "{email}": write an address of the form name@example.org.'
        ) from fault


def guess_owner(readings: Sequence[SourceReading]) -> PersonEntry:
    """Return whose mail was read: who is on most messages."""
    count: Counter[str] = Counter()
    names: dict[str, str] = {}
    for reading in readings:
        if reading.kind is not SourceKind.mailbox:
            continue
        for mail in map(MailboxReading.model_validate, reading.contents.values()):
            for message in mail.messages:
                people = {normalize_email(one.email): one.name for one in list_addresses(message)}
                count.update(people.keys())
                names |= {address: name for address, name in people.items() if name}
    if not count:
        return PersonEntry(name="nobody", email=NOBODY)
    owner = max(sorted(count), key=lambda address: count[address])
    return PersonEntry(name=names.get(owner, owner), email=owner)


def _guess_kind(path: Path) -> SourceKind:
    if path.suffix.lower() == ".ics":
        return SourceKind.calendar
    is_maildir = (path / "cur").is_dir() and (path / "new").is_dir()
    is_mailbox = path.suffix.lower() in (".mbox", ".mbx") or is_maildir
    return SourceKind.mailbox if is_mailbox else SourceKind.folder
