"""Losses: what of a mail could not be read, although the mail is there; all are counted."""

from email.message import Message as RawMessage
from enum import StrEnum

from services.mailbox.bodies import list_parts
from services.mailbox.messages import Message

_PGP = "-----BEGIN PGP MESSAGE-----"
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_PROTECTED = ("application/x-microsoft-rpmsg-message", "application/vnd.ms-rpmsg")
_PGP_TYPES = ("application/pgp-encrypted", "application/pgp", "application/x-pgp-message")


class Loss(StrEnum):
    """Why a mail does not count as read. Names are those of `not_counted` in summary.json."""

    encrypted = "mail_encrypted"
    protected = "mail_protected"
    winmail = "mail_in_winmail_dat"
    undated = "mail_undated"
    unreadable = "mail_unreadable"


WINMAIL_FILES = "winmail_files"
UNNAMED = "unnamed"
PARTED = "parted"
SENTENCES = {
    Loss.encrypted: "holds mail that is encrypted: its text could not be read",
    Loss.protected: "holds mail that only Outlook opens: its text could not be read",
    Loss.winmail: "holds mail whose text lies in winmail.dat and could not be read",
    Loss.undated: "holds mail without a date that can be read: nothing in it waits for an answer",
    WINMAIL_FILES: "holds mail whose attached files lie in winmail.dat and could not be read",
    UNNAMED: "holds mail that names no sender",
    PARTED: "holds mail without a line “From ” before each: it was told apart by its heads",
}
"""By what is lost, what a finding says of its mailbox; how many mails it is stands beside it."""


def find_loss(raw: RawMessage, text: str) -> tuple[str, Loss | None]:
    """Return what of the text its sender wrote, and why that is not all; None where it is."""
    loss = _judge(raw, text)
    # No cipher is read, and no notice of a program that asks to sign in.
    kept = "" if loss is Loss.protected else text.partition(_PGP)[0]
    return kept, loss


def _judge(raw: RawMessage, text: str) -> Loss | None:
    kinds = {part.get_content_type() for part in list_parts(raw)} | {raw.get_content_type()}
    names = {str(part.get_filename() or "").lower() for part in list_parts(raw)}
    if kinds & {*_PROTECTED} or any(name.endswith(".rpmsg") for name in names):
        return Loss.protected
    if kinds & {*_SMIME, *_PGP_TYPES, "multipart/encrypted"} or "smime.p7m" in names:
        return Loss.encrypted
    if _PGP in text:
        return Loss.encrypted
    return Loss.winmail if not text.strip() and _has_winmail(raw) else None


def list_losses(raw: RawMessage, message: Message) -> list[str]:
    """Return all that is to be told of a message, as names of `SENTENCES`."""
    told: list[str] = [message.loss] if message.loss else []
    if message.loss != Loss.winmail and _has_winmail(raw):
        told.append(WINMAIL_FILES)
    return told if message.sender else [*told, UNNAMED]


def _has_winmail(raw: RawMessage) -> bool:
    """Whether the mail holds what Outlook wrapped in a format of its own."""
    return any(
        part.get_content_type() in _TNEF or str(part.get_filename()).lower() == "winmail.dat"
        for part in list_parts(raw)
    )
