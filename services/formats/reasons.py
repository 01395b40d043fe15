"""Reasons: why a file gave no text, and which of these are nobody's fault.

A file of its own, because every reader gives these reasons and the harvest judges them.
"""

NO_TEXT_TYPE = "is of a type from which no text can be read"
EMPTY = "is empty"
NO_TEXT = "holds no text"
ONLY_PICTURES = "holds no text, only pictures of pages"
MAILBOX = "is a mailbox: it is read where the case lists it as a source"
CALENDAR = "is a calendar: it is read where the case lists it as a source"
PASSWORD = "is protected by a password"  # noqa: S105 - a sentence, not a password
LINK = "is a link, and links are not followed"
LEFT_BEHIND = "is hidden, or was left behind by a program"
TELLING_NAME = "has a secret in its name: give it another name, and it is read"
NOT_YET = "has not been read"
POINTER = "only points to a document whose content is not here: export it to have it read"
ARCHIVE = "is an archive, of which only the names are listed: unpack it to have it read"
PRIVATE = "is marked private by its subject"

_NO_FAULT = frozenset({NO_TEXT_TYPE, EMPTY, NO_TEXT, MAILBOX, CALENDAR, LINK, POINTER, ARCHIVE})


def is_skipped(reason: str | None) -> bool:
    """Whether there was nothing to read, so that the file is skipped and not unreadable."""
    return reason in _NO_FAULT


def is_private_content(reason: str | None) -> bool:
    """Whether what the file says of itself, not its name, marks it as private."""
    return reason == PRIVATE
