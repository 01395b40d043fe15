"""Not counted: how many mails, files and calendar entries were not read, by reason.

With what counts as read it is all that the sources hold; no reason is ever passed over in silence.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from models.words import FindingKind, SourceKind
from services.calendars import CalendarReading
from services.formats import reasons
from services.harvest.source_readers import SourceReading
from services.mailbox.messages import MailboxReading

_FILES = {
    reasons.ARCHIVE: "file_archive",
    reasons.CALENDAR: "file_calendar",
    reasons.EMPTY: "file_empty",
    reasons.LINK: "file_link",
    reasons.MAILBOX: "file_mailbox",
    reasons.NOT_YET: "file_not_yet",
    reasons.NO_TEXT: "file_without_text",
    reasons.NO_TEXT_TYPE: "file_of_other_type",
    reasons.ONLY_PICTURES: "file_of_pictures",
    reasons.PASSWORD: "file_with_password",
    reasons.POINTER: "file_pointer",
    reasons.PRIVATE: "file_private",
}
_PLACES = {
    FindingKind.private: "file_private",
    FindingKind.excluded: "file_excluded",
    FindingKind.secret: "file_secret_name",
}


def count_not_read(readings: Sequence[SourceReading]) -> dict[str, int]:
    """Return by reason how many mails, files and entries do not count as read.

    A folder that is not entered counts once: what lies in it is not listed.
    """
    found: Counter[str] = Counter()
    for reading in readings:
        if reading.kind is SourceKind.folder:
            found.update(_list_files(reading))
            continue
        missing = sum(key not in reading.contents for _, key in reading.files)
        # Of a folder of mail the reader says what each mail is.
        places = sum(one.kind is FindingKind.unreadable for one in reading.findings)
        found.update({f"{reading.kind}_unreadable": missing + places})
        for content in reading.contents.values():
            found.update(_count_content(reading.kind, content))
    return {reason: number for reason, number in sorted(found.items()) if number}


def _count_content(kind: SourceKind, content: dict[str, object]) -> dict[str, int]:
    if kind is SourceKind.mailbox:
        return MailboxReading.model_validate(content).count()
    return CalendarReading.model_validate(content).count()


def _list_files(reading: SourceReading) -> Iterator[str]:
    for finding in reading.findings:
        yield _PLACES.get(finding.kind) or _name(finding.reason)
    yield from ("file_left_behind" for _ in reading.passed_over)
    for _, key in reading.files:
        content = reading.contents.get(key)
        reason = reasons.NOT_YET if content is None else content["reason"]
        if reason:
            yield _name(reason)


def _name(reason: str) -> str:
    return _FILES.get(reason, "file_unreadable")
