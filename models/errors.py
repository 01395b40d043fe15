"""Errors: the one tree of errors of the product.

    HandoverError
    ├── NotFoundError       there is no such thing (or not for this person: the same answer)
    ├── WrongStateError     the thing is there, but this cannot happen to it now
    ├── NotAllowedError     the person may not do this
    ├── InvalidInputError   what was typed or given is wrong; nothing was written
    └── TemporaryError      a part could not be reached; trying again may help

A message is one sentence that a person may see: what is wrong, the offending value, the way out.
Only `TemporaryError` is ever retried.
"""

from collections.abc import Sequence


class HandoverError(Exception):
    """The root: everything that Baton itself says went wrong."""


class NotFoundError(HandoverError):
    """There is no such thing, or not for this person."""


class WrongStateError(HandoverError):
    """The thing exists, but its state does not allow this."""


class NotAllowedError(HandoverError):
    """The person has no right to do this."""


class InvalidInputError(HandoverError):
    """What was typed or given is wrong; nothing was written.

    `faults` holds every fault of the input at once, one sentence each.
    """

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class TemporaryError(HandoverError):
    """A part of the system could not be reached; trying again may help."""
