"""Entries: the components in the bytes of an .ics file; a broken one costs only itself."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from services.calendars.mended_lines import mend_lines
from services.isolation.sandbox_protocol import UnreadableError

Component = Any
"""A component of icalendar, whose values may be of any kind: each is checked where it is used."""

FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""What icalendar raises on values that are not what the standard says."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CALENDAR = re.compile(r"^BEGIN:VCALENDAR[ \t]*$", re.MULTILINE | re.IGNORECASE)
_END = re.compile(r"^END:VCALENDAR[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")
_ENTRY = re.compile(
    r"^BEGIN:(VEVENT|VTODO)[ \t]*$.*?(?:^END:\1[ \t]*$|(?=^BEGIN:(?:VEVENT|VTODO)[ \t]*$)|\Z)",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Entry:
    """An event or a task, and what its calendar says of it.

    `component` is None where the entry cannot be read.
    """

    component: Component | None
    calendar_name: str = ""
    zone: tzinfo | None = None
    """The zone in which the calendar is looked at; single times in UTC are given in it."""
    is_cancelled: bool = False


def list_entries(content: bytes) -> Iterator[Entry]:
    """Yield the events and tasks of a file, with several calendars one after the other.

    Raises:
        UnreadableError: the file is no calendar.
    """
    text = _decode(content)
    if not (_CALENDAR.search(text) or _ENTRY.search(text)):
        raise UnreadableError("is no calendar: it has no BEGIN:VCALENDAR")
    # Some programs write entries without a calendar around them.
    for part in _CALENDAR.split(text)[1:] or [text]:
        inner = _END.split(part)[0].strip("\n")
        try:
            calendar = _parse(inner)
        except FAULTS:
            yield from _list_one_by_one(inner)
        else:
            yield from _list_components(calendar)


def find_zone(name: str) -> tzinfo | None:
    """Return the zone of that name (IANA, or as Windows calls it), or None."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name)) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _decode(content: bytes) -> str:
    coding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    text = content.decode(coding, errors="replace").removeprefix("\ufeff")
    if "\ufffd" in text and coding == "utf-8":
        # Folding cuts a letter of two bytes in half.
        content = _FOLD.sub(b"", content)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return mend_lines(plain)


def _parse(inner: str) -> Component:
    with warnings.catch_warnings():
        # The library warns about time zones of some programs, and guesses well.
        warnings.simplefilter("ignore")
        return Calendar.from_ical(f"BEGIN:VCALENDAR\n{inner}\nEND:VCALENDAR\n")


def _list_components(calendar: Component) -> Iterator[Entry]:
    zone = find_zone(str(calendar.get("X-WR-TIMEZONE", "")))
    is_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    name = str(calendar.get("X-WR-CALNAME", ""))
    for component in calendar.walk():
        if component.name in ("VEVENT", "VTODO"):
            yield Entry(component, name, zone, is_cancelled)


def _list_one_by_one(inner: str) -> Iterator[Entry]:
    """Parse each entry for itself, where the calendar as a whole cannot be."""
    frame = _ENTRY.sub("", inner)
    try:
        _parse(frame)
    except FAULTS:
        frame = ""
    # What a zone says is in the frame, and a frame may be long.
    head = frame if len(frame) < 10_000 else ""
    for found in _ENTRY.finditer(inner):
        try:
            yield from _list_components(_parse(f"{head}\n{_close(found)}".strip("\n")))
        except FAULTS:
            yield Entry(None)


def _close(found: re.Match[str]) -> str:
    entry, kind = found.group().rstrip("\n"), found[1].upper()
    return entry if entry.upper().rstrip().endswith(f"END:{kind}") else f"{entry}\nEND:{kind}"
