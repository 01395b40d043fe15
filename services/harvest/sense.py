"""Sense: from what was read to documents, people, dates and promises."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

from models.case_file import PersonEntry
from models.harvest import Extraction, Finding, FoundFile, HarvestFacts, SourceSummary
from models.words import FindingKind, SourceKind
from services.calendars import CalendarReading, list_calendar_entries
from services.formats.reasons import NOT_YET, PRIVATE, is_private_content, is_skipped
from services.harvest.document_index import IndexInput, index_documents
from services.harvest.not_counted import count_not_read
from services.harvest.source_files import get_sha256
from services.harvest.source_readers import SELF, SourceReading
from services.harvest.walk import is_of_source, label_source
from services.mailbox.contacts import rank_contacts
from services.mailbox.correspondents import find_own_addresses, normalize_email
from services.mailbox.flags import find_list_addresses
from services.mailbox.mailboxes import join_readings
from services.mailbox.messages import MailboxReading, Message
from services.mailbox.threads import find_open_threads

_MAIL = "mail"
"""The type of one message of a mailbox that is a folder."""
_SOURCES = {
    "mbox": SourceKind.mailbox,
    "pst": SourceKind.mailbox,
    _MAIL: SourceKind.mailbox,
    "ics": SourceKind.calendar,
}
_HOW_TO = {
    SourceKind.mailbox: (
        "is a mailbox in a folder: its mail is read where it is a source of its own (kind: mailbox)"
    ),
    SourceKind.calendar: (
        "is a calendar in a folder: its entries count where it is a source of its own "
        "(kind: calendar)"
    ),
}
"""A mailbox or a calendar that lies among documents is never passed over in silence."""


def make_facts(readings: Sequence[SourceReading], leaver: PersonEntry, today: date) -> HarvestFacts:
    """Return everything that the sources say, as of today.

    `findings` are those of contents: secrets, and what could not be read. Those of places
    (private, excluded) are known since the sources were listed.
    """
    mail = join_readings(_list_mail(readings))
    events = [event for reading in _list_calendars(readings) for event in reading.events]
    documents = IndexInput(
        files=[pair for reading in _list_folders(readings) for pair in _list_open(reading)],
        contents={
            get_sha256(key): Extraction.model_validate({**content, "sha256": get_sha256(key)})
            for reading in _list_folders(readings)
            # What was put back comes last: it holds for every file of the same content.
            for key, content in sorted(reading.contents.items())
        },
        attachments=list_attachments(mail.messages, leaver),
        told=[
            *(event.title for event in events),
            *(f"{message.subject}\n{message.text}" for message in mail.messages),
        ],
    )
    return HarvestFacts(
        documents=index_documents(documents, leaver, today),
        contacts=rank_contacts(mail.messages, leaver, today),
        calendar=list_calendar_entries(events, leaver, today),
        threads=find_open_threads(mail.messages, leaver, today),
        findings=tuple(_list_findings(readings)),
        sources=tuple(_summarize(reading) for reading in readings),
        not_counted=count_not_read(readings),
    )


def list_attachments(
    messages: Sequence[Message], leaver: PersonEntry
) -> dict[str, tuple[str, ...]]:
    """Return for each attachment, by SHA-256, those who got it from the leaver or sent it."""
    own = find_own_addresses(messages, leaver)
    # A mailing list holds nothing; its members may, but nobody knows which.
    no_holders = own | find_list_addresses(messages, own)
    holders: dict[str, dict[str, None]] = {}
    for message in messages:
        people = (*([message.sender] if message.sender else []), *message.to, *message.cc)
        names = [
            one.name or one.email for one in people if normalize_email(one.email) not in no_holders
        ]
        for attachment in message.attachments if not message.is_robot else ():
            holders.setdefault(attachment.sha256, {}).update(dict.fromkeys(names))
    return {sha256: tuple(names) for sha256, names in holders.items()}


def _list_folders(readings: Sequence[SourceReading]) -> list[SourceReading]:
    return [reading for reading in readings if reading.kind is SourceKind.folder]


def _list_open(reading: SourceReading) -> Iterator[tuple[FoundFile, str]]:
    """Yield the files that are documents, and not private: no messages of a mailbox."""
    for file, key in reading.files:
        content = reading.contents.get(key, {})
        if content.get("type") != _MAIL and not is_private_content(content.get("reason")):
            yield file, get_sha256(key)


def _list_mail(readings: Sequence[SourceReading]) -> Iterator[MailboxReading]:
    for reading in readings:
        if reading.kind is SourceKind.mailbox:
            yield from map(MailboxReading.model_validate, reading.contents.values())


def _list_calendars(readings: Sequence[SourceReading]) -> Iterator[CalendarReading]:
    for reading in readings:
        if reading.kind is SourceKind.calendar:
            yield from map(CalendarReading.model_validate, reading.contents.values())


def _list_other_sources(readings: Sequence[SourceReading]) -> Iterator[Finding]:
    """Yield each mailbox and calendar among documents once, unless it is a source of its own."""
    others = [one for one in readings if one.kind in _HOW_TO]
    known = {get_sha256(key) for one in others for _, key in one.files}
    labels = [label_source(one.path) for one in others]
    told: dict[str, SourceKind] = {}
    for reading in _list_folders(readings):
        for file, key in reading.files:
            kind = _SOURCES.get(reading.contents.get(key, {}).get("type", ""))
            if kind and get_sha256(key) not in known:
                told[_name_source(file.path, reading.contents[key]["type"])] = kind
    for path, kind in told.items():
        if not any(is_of_source(path, label) for label in labels):
            yield Finding.unreadable(path, _HOW_TO[kind])


def _name_source(path: str, kind: str) -> str:
    """Return the path of what is the mailbox: the folder of its messages, or the file."""
    if kind != _MAIL:
        return path
    folder = PurePosixPath(path).parent
    return str(folder.parent if folder.name in ("cur", "new") else folder)


def _list_findings(readings: Sequence[SourceReading]) -> Iterator[Finding]:
    yield from _list_other_sources(readings)
    for reading in readings:
        for file, sha256 in reading.files:
            content = reading.contents.get(sha256)
            if content is None:
                yield Finding.unreadable(file.path, NOT_YET)
            elif reading.kind is SourceKind.folder:
                yield from _list_file_findings(file.path, Extraction.model_validate(content))
            else:
                for given in content["findings"]:
                    finding = Finding.model_validate(given)
                    below = finding.path.removeprefix(SELF)
                    yield finding.model_copy(update={"path": f"{file.path}{below}"})


def _list_file_findings(path: str, extraction: Extraction) -> Iterator[Finding]:
    if is_private_content(extraction.reason):
        yield Finding(kind=FindingKind.private, path=path, reason=PRIVATE)
    elif extraction.reason and not is_skipped(extraction.reason):
        yield Finding.unreadable(path, extraction.reason)
    for place in extraction.secrets:
        yield Finding(kind=FindingKind.secret, path=path, reason="holds a secret", place=place)


def _summarize(reading: SourceReading) -> SourceSummary:
    contents = [reading.contents[sha] for _, sha in reading.files if sha in reading.contents]
    is_folder = reading.kind is SourceKind.folder
    reasons = [content["reason"] for content in contents if is_folder and content["reason"]]
    failed = sum(not is_skipped(reason) for reason in reasons)
    return SourceSummary(
        kind=reading.kind,
        path=reading.path,
        files=len(reading.files),
        read=len(contents) - len(reasons),
        skipped=len(reading.findings) + len(reasons) - failed,
        unreadable=failed,
        messages=sum(
            "loss" not in message or message["loss"] is None
            for content in contents
            for message in content.get("messages", ())
        ),
        entries=sum(len(content.get("events", ())) for content in contents),
    )
