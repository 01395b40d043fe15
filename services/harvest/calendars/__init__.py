"""Calendars: running series and entries to come, out of .ics files."""

from services.harvest.calendars.events import CalendarReading, Event, Override
from services.harvest.calendars.listing import list_calendar_entries
from services.harvest.calendars.reading import CALENDAR_VERSION, read_calendar

__all__ = [
    "CALENDAR_VERSION",
    "CalendarReading",
    "Event",
    "Override",
    "list_calendar_entries",
    "read_calendar",
]
