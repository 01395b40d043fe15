"""Calendar: the invitation in a mail, which puts a day into a calendar, moves it, takes it out."""

from datetime import date, datetime, timedelta
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

from models.values import Value
from services.texts import clean_line

PRODUCT = "-//Baton//Handover invitation 1//EN"


class CalendarDay(Value):
    """A whole day in a calendar. The uid stays the same, and the newest sequence holds."""

    method: Literal["REQUEST", "CANCEL"]
    uid: str
    sequence: int
    due_on: date
    title: str
    description: str
    url: str
    organizer: str
    attendee: str
    stamped_at: datetime


def write_calendar(day: CalendarDay) -> str:
    """Return the day as iCalendar (RFC 5545, RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", day.method)
    calendar.add_component(_write_event(day))
    written: bytes = calendar.to_ical()
    return written.decode()


def _write_event(day: CalendarDay) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("sequence", day.sequence)
    event.add("dtstamp", day.stamped_at)
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("summary", clean_line(day.title))
    event.add("description", day.description)
    if day.url:
        event.add("url", day.url)
    event.add("status", "CANCELLED" if day.method == "CANCEL" else "CONFIRMED")
    # A day by which something is to be done keeps nobody from meetings on it.
    event.add("transp", "TRANSPARENT")
    event.add("organizer", _address(day.organizer))
    attendee = _address(day.attendee)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return event


def _address(email: str) -> vCalAddress:
    return vCalAddress(f"mailto:{email}")
