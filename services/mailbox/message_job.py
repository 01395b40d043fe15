"""Message job: the bytes of one message as a message; runs in the sandbox, batch by batch."""

import codecs
import hashlib
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message as RawMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from pathlib import Path, PurePosixPath
from typing import Any

from services.compound_files import MAGIC
from services.isolation.sandbox_child import judge_error
from services.isolation.sandbox_protocol import Limits
from services.mailbox.bodies import find_method, list_attachments, read_body
from services.mailbox.boxes import Slice
from services.mailbox.correspondents import find_organization
from services.mailbox.flags import (
    is_bulk_folder,
    is_left_out,
    is_list_mail,
    is_private_mail,
    is_robot_mail,
    is_sent_copy,
    list_folders,
    list_list_addresses,
)
from services.mailbox.headers import (
    get_value,
    read_addresses,
    read_conversation,
    read_ids,
    read_sent_at,
)
from services.mailbox.losses import (
    Loss,
    find_loss,
    list_losses,
)
from services.mailbox.messages import TEXT_CHARACTERS, Message
from services.mailbox.outlook_items import read_item
from services.mailbox.quotes import find_own_words
from services.secrets.masked_values import mask_tree
from services.secrets.masking import mask_path, mask_secrets
from services.texts import clean_text

LARGEST_BYTES = 48 * 2**20
"""A message beyond this is read by its beginning: its files are not worth the memory."""
_BEGINNING_BYTES = 2**20
_WORDS_CHARACTERS = 100_000
_MESSAGE_SECONDS = 5
NO_SUBJECT = "(no subject)"
_LONE_CR = re.compile(rb"[\r\n]*[^\r\n]+\r(?!\n)")
_NO_MAIL = "has no header of a mail message"


def read_slices(
    path: str, slices: list[list[Any]], put_back: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return what each message gave, in order: the job that runs in the sandbox.

    Each has one of `message` (JSON of a message), `private` (its subject, and as `head` what says
    whether it was allowed), `left_out`. It also has
    `failure`, the end of a sentence, where not all could be read, and `secrets`, the number that
    was masked. What is named in `put_back` is not private: see `read_mailbox`.
    """
    found: list[dict[str, Any]] = []
    for each in slices:
        try:
            with _limit_seconds(_MESSAGE_SECONDS):
                found.append(_read_one(Path(path), Slice(*each), frozenset(put_back)))
        except TimeoutError:
            found.append({"failure": f"took longer than {_MESSAGE_SECONDS} s of computing"})
    return found


@dataclass(frozen=True)
class Origin:
    """Where a message comes from: its folder, the flags of a maildir, and what was put back.

    `file` is "" or the file below the mailbox, with a slash before it.
    """

    folder: str = ""
    flags: str = ""
    file: str = ""
    put_back: frozenset[str] = frozenset()

    def is_put_back(self, subject: str) -> bool:
        """Whether the leaver put back the mail of this subject, or a folder that it lies in."""
        if not self.put_back:
            return False
        folders = map(str, PurePosixPath(self.file).parents) if self.file else ()
        return not self.put_back.isdisjoint({f"{self.file}: {subject}", self.file, *folders})


def parse_message(data: bytes, origin: Origin = Origin()) -> dict[str, Any]:
    """Return what the bytes of one message gave: see `read_slices`."""
    envelope, data = _split_envelope(_end_lines(data))
    found, reason = _try(lambda: BytesParser(policy=compat32).parsebytes(data), envelope, origin)
    if reason is None:
        return found
    # Its headers still say who wrote to whom.
    head = data[: _find_body(data)]
    found, _ = _try(lambda: BytesHeaderParser(policy=compat32).parsebytes(head), envelope, origin)
    return _mark_unreadable(found, reason)


def _try(
    parse: Callable[[], RawMessage], envelope: str, origin: Origin
) -> tuple[dict[str, Any], str | None]:
    """Return what a message gave, or nothing and why it cannot be read."""
    try:
        return _read_raw(parse(), envelope, origin), None
    except TimeoutError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: one message never costs the others
        return {}, judge_error(error, Limits()).reason


def _mark_unreadable(found: dict[str, Any], reason: str) -> dict[str, Any]:
    """Say that a message was read in parts only, so that it does not count as read."""
    if "message" in found:
        found["message"].setdefault("loss", Loss.unreadable)
    return {**found, "failure": reason}


def _read_one(root: Path, part: Slice, put_back: frozenset[str]) -> dict[str, Any]:
    path = root / part.file if part.file else root
    size = part.end - part.start
    with path.open("rb") as stream:
        stream.seek(part.start)
        data = stream.read(size if size <= LARGEST_BYTES else _BEGINNING_BYTES)
    if path.suffix == ".emlx":
        data = _open_emlx(data)
    # The flags of a maildir stand in the name of the file; Windows allows no colon there.
    flags = path.name.rpartition(",")[2] if re.search(r"[:;!]2,", path.name) else ""
    file = f"/{mask_path(part.file)}" if part.file else ""
    origin = Origin(part.folder, flags, file, put_back)
    if data.startswith(MAGIC):
        found, reason = _try(lambda: read_item(path), "", origin)
        return _mark_unreadable(found, reason) if reason else found
    found = parse_message(data, origin)
    if size > LARGEST_BYTES and "message" in found:
        limit = LARGEST_BYTES // 2**20
        found = _mark_unreadable(found, f"is larger than {limit} MB; only its beginning was read")
    return found


@contextmanager
def _limit_seconds(seconds: int) -> Iterator[None]:
    """Let no message take so much processor time that its batch passes the sandbox's limit."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _open_emlx(data: bytes) -> bytes:
    """Apple Mail writes the number of bytes before the message and a property list after it."""
    count, _, rest = data.partition(b"\n")
    return rest[: int(count)] if count.strip().isdigit() else data


def _end_lines(data: bytes) -> bytes:
    """Return the message with the line ends of mail: programs write CR alone, CR CR LF, UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    data = data.replace(b"\r\r\n", b"\r\n")
    return data.replace(b"\r", b"\n") if _LONE_CR.match(data) else data


def _split_envelope(data: bytes) -> tuple[str, bytes]:
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not data.startswith(b"From "):
        return "", data
    line, _, rest = data.partition(b"\n")
    # The mbox puts a ">" before each "From " of the text.
    return line.decode("latin-1").strip(), rest.replace(b"\n>From ", b"\nFrom ")


def _find_body(data: bytes) -> int:
    places = [place for mark in (b"\n\n", b"\r\n\r\n") if (place := data.find(mark)) >= 0]
    return min(places, default=len(data)) + 2


def _read_raw(raw: RawMessage, envelope: str, origin: Origin) -> dict[str, Any]:
    if not any(raw.get(name) for name in ("from", "to", "date", "message-id", "subject", "cc")):
        return {"failure": _NO_MAIL}
    folders = list_folders(raw, origin.folder)
    if is_left_out(raw, folders, origin.flags):
        return {"left_out": True}
    if is_private_mail(raw, folders):
        subject = mask_secrets(get_value(raw, "subject")[:200])[0] or NO_SUBJECT
        if not origin.is_put_back(subject):
            return {"private": subject, "head": _make_head(raw, envelope, folders)}
    return _make_message(raw, envelope, folders)


def _make_head(raw: RawMessage, envelope: str, folders: tuple[str, ...]) -> dict[str, Any]:
    senders = read_addresses(raw, "from") or read_addresses(raw, "sender", "reply-to")
    head = Message(
        message_id="",
        sender=next(iter(senders), None),
        to=read_addresses(raw, "to", "resent-to"),
        cc=read_addresses(raw, "cc", "bcc", "resent-cc"),
        sent_at=read_sent_at(raw, envelope),
        subject=get_value(raw, "subject")[:500],
        labels=folders,
    )
    return head.model_dump(mode="json")


def _make_message(raw: RawMessage, envelope: str, folders: tuple[str, ...]) -> dict[str, Any]:
    text, marked_signature = read_body(raw)
    text, loss = find_loss(raw, text)
    own = find_own_words(clean_text(text, max_characters=_WORDS_CHARACTERS))
    senders = read_addresses(raw, "from") or read_addresses(raw, "sender", "reply-to")
    sent_at = read_sent_at(raw, envelope)
    signature = own.signature or tuple(line for line in marked_signature.split("\n") if line)
    # An empty first line stands for the person, whom programs' own signatures may leave out.
    organization = get_value(raw, "organization") or find_organization(
        ("", *signature), senders[0].email if senders else ""
    )
    replied = read_ids(raw, "in-reply-to")
    message = Message(
        message_id=next(iter(read_ids(raw, "message-id")), ""),
        sender=next(iter(senders), None),
        to=read_addresses(raw, "to", "resent-to"),
        cc=read_addresses(raw, "cc", "bcc", "resent-cc"),
        sent_at=sent_at,
        subject=get_value(raw, "subject")[:500],
        text=own.text[: TEXT_CHARACTERS * 2],
        in_reply_to=replied[0] if replied else None,
        references=read_ids(raw, "references")[-50:],
        conversation=read_conversation(raw),
        attachments=list_attachments(raw),
        organization=organization or None,
        list_addresses=list_list_addresses(raw),
        is_list=is_list_mail(raw, text) or is_bulk_folder(folders),
        is_robot=is_robot_mail(raw, next(iter(senders), None), own.text),
        is_sent_copy=is_sent_copy(folders),
        method=find_method(raw),
        loss=loss or (None if sent_at else Loss.undated),
        labels=folders,
    )
    dumped = message.model_dump(mode="json", exclude_defaults=True)
    places = mask_tree(dumped)
    found: dict[str, Any] = {"message": _name(dumped), "told": list_losses(raw, message)}
    if places:
        found["secrets"] = sum(map(len, places.values()))
    return found


def _name(dumped: dict[str, Any]) -> dict[str, Any]:
    """Return the message as JSON; one without an id gets one, the same for the same message."""
    dumped["text"] = dumped.get("text", "")[:TEXT_CHARACTERS]
    told = repr(sorted(dumped.items())).encode("utf-8", "replace")
    own = f"{hashlib.sha256(told).hexdigest()[:32]}@no-id"
    return {**dumped, "message_id": dumped.get("message_id") or own}
