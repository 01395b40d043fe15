"""Calendars: running series and entries to come, out of .ics files."""

from services.calendars.calendar_files import list_calendar_entries, read_calendar
from services.calendars.events import CalendarReading, Event, Override

__all__ = [
    "CalendarReading",
    "Event",
    "Override",
    "list_calendar_entries",
    "read_calendar",
]
