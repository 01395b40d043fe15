"""Messages: mail as frozen values that JSON can hold, so that a mailbox is read only once."""

from collections import Counter
from datetime import datetime

from models.harvest import Finding
from models.values import Value

TEXT_CHARACTERS = 4_000
"""As much of a message's own words as is kept: enough for what it asks and promises."""


UNADDRESSED = "@no-address.invalid"
"""What the address of somebody ends with whom a mail names without one, as Exchange and exports do.

What stands before it is made of the name, so that it is the same person each time.
"""


class Address(Value):
    """Somebody's address, in lower case, and the name beside it ("" where there is none)."""

    email: str
    name: str = ""


class Attachment(Value):
    """A file that was sent along; pictures of a signature are none."""

    name: str
    sha256: str
    size_bytes: int


class Message(Value):
    """One message, with what its sender wrote: no quotes, no signature, secrets masked.

    `message_id` and what refers to others stand without angle brackets; `conversation` is what the
    mail program itself says belongs together, if it does. `sent_at` is aware and in the sender's
    own zone; None where nothing says it. `organization` is what header or signature say.
    `is_list` is mail that came through a list or to everybody; `is_robot` mail that no person
    wrote just then: notifications, bounces, answers of an absent person. `method` is that of an
    invitation ("request", "reply", "cancel").
    """

    message_id: str
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    sent_at: datetime | None = None
    subject: str = ""
    text: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    conversation: str | None = None
    attachments: tuple[Attachment, ...] = ()
    organization: str | None = None
    list_addresses: tuple[str, ...] = ()
    is_list: bool = False
    is_robot: bool = False
    is_sent_copy: bool = False
    """It lay among the sent mail, so its sender is the owner of the mailbox."""
    method: str | None = None
    loss: str | None = None
    """What of it could not be read (`losses.py`), so that it does not count as read."""
    labels: tuple[str, ...] = ()
    """The folders and labels under which it lay, by which its owner may narrow what is read."""


class MailboxReading(Value):
    """What a mailbox, or a batch of it, gave; each mail is there once.

    `private`, `left_out` (drafts, spam, trash), `duplicates` and `unreadable` are counts of mails
    that are not among the messages; `places` counts files that hold no mail that can be read,
    `kept_out` those that lie in a private or excluded place.
    """

    messages: tuple[Message, ...] = ()
    findings: tuple[Finding, ...] = ()
    private: int = 0
    left_out: int = 0
    duplicates: int = 0
    unreadable: int = 0
    places: int = 0
    kept_out: int = 0

    def count(self) -> dict[str, int]:
        """Return by reason how many mails do not count as read; with those that do, it is all."""
        lost = Counter(message.loss for message in self.messages if message.loss)
        lost.update(
            mail_private=self.private,
            mail_draft_spam_or_trash=self.left_out,
            mail_duplicate=self.duplicates,
            mail_unreadable=self.unreadable,
            mail_kept_out=self.kept_out,
            mailbox_unreadable=self.places,
        )
        return {reason: number for reason, number in sorted(lost.items()) if number}
