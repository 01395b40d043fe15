"""Calendar texts: .ics files as tests write them, and what the product lists of them."""

from datetime import date
from pathlib import Path

from people import ANA

from models.harvest import HarvestedEntry
from services.calendars import Event, list_calendar_entries
from services.calendars.calendar_job import parse_file

TODAY = date(2026, 11, 20)
"""A Friday."""


def make_event(text: str, kind: str = "VEVENT") -> str:
    """Return an entry from its lines; a title and a UID are added where they are missing."""
    lines = [line.strip() for line in text.strip().splitlines()]
    defaults = {"SUMMARY": "Budget review", "UID": "series@example.org"}
    given = {line.partition(":")[0].partition(";")[0] for line in lines}
    lines += [f"{name}:{value}" for name, value in defaults.items() if name not in given]
    return "\n".join((f"BEGIN:{kind}", *lines, f"END:{kind}", ""))


def make_calendar(*parts: str, head: str = "") -> str:
    """Return a calendar of these entries, with the line ends of the standard."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *head.split("\n")]
    text = "\n".join(filter(None, lines)) + "\n" + "".join(parts) + "END:VCALENDAR\n"
    return text.replace("\n", "\r\n")


def read_events(folder: Path, content: str | bytes) -> tuple[list[Event], int, int]:
    """Return the events of a file with this content, the count of private and of broken ones."""
    path = folder / "calendar.ics"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = parse_file(str(path))
    events = [Event.model_validate(event) for event in found["events"]]
    return events, len(found["private"]), found["broken"]


def list_entries(
    folder: Path, *parts: str, head: str = "", today: date = TODAY
) -> tuple[HarvestedEntry, ...]:
    """Return what is listed of a calendar with these entries."""
    events, _, _ = read_events(folder, make_calendar(*parts, head=head))
    return list_calendar_entries(events, ANA, today)


def list_days(folder: Path, *parts: str, head: str = "") -> list[str]:
    """Return only the next days of what is listed."""
    return [str(entry.next_on) for entry in list_entries(folder, *parts, head=head)]


def list_titles(folder: Path, *parts: str, head: str = "") -> list[str]:
    """Return only the titles of what is listed."""
    return [entry.title for entry in list_entries(folder, *parts, head=head)]
