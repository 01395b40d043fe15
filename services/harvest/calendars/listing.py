"""Listing: what of a calendar goes on without the leaver, the next date first."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from models.case_file import PersonEntry
from models.harvest import HarvestedEntry
from services.harvest.calendars.events import Event, Guest
from services.harvest.calendars.implied import find_implied
from services.harvest.calendars.noise import is_noise
from services.harvest.calendars.occurrences import end_rule, find_next
from services.harvest.calendars.rules import say_rhythm
from services.harvest.calendars.series import merge_series

AHEAD_DAYS = 366
"""How far ahead a single entry still counts as to come."""


def list_calendar_entries(
    events: Iterable[Event], leaver: PersonEntry, today: date
) -> tuple[HarvestedEntry, ...]:
    """Return the running series, and the single entries of the next twelve months.

    What was cancelled, what the leaver declined, birthdays, holidays and absences are left out.
    Single entries that come back in a steady rhythm are told as the series that they are.
    """
    kept = [event for event in merge_series(events) if _is_wanted(event, leaver)]
    series = [event for event in kept if event.rrule]
    single = [event for event in kept if not event.rrule]
    implied, of_series = find_implied(single, today)
    alone = [event for event in single if event.uid not in of_series]
    entries = [_describe_series(event, leaver, today) for event in series]
    entries += [_describe(event, leaver, at) for event, at in implied]
    last = today + timedelta(days=AHEAD_DAYS)
    for event in alone:
        at = find_next(event, today)
        entries.append(_describe(event, leaver, at if at and at <= last else None))
    found = [entry for entry in entries if entry is not None]
    return tuple(sorted(found, key=lambda entry: (entry.next_on, entry.title, entry.uid)))


def _is_wanted(event: Event, leaver: PersonEntry) -> bool:
    declined = any(guest.has_declined and _is_same(guest, leaver) for guest in event.guests)
    return not (event.is_cancelled or declined or is_noise(event))


def _describe_series(event: Event, leaver: PersonEntry, today: date) -> HarvestedEntry | None:
    at = find_next(event, today)
    if at is None:
        return None
    ended = event.model_copy(update={"rrule": end_rule(event, today)})
    return _describe(ended, leaver, at)


def _describe(event: Event, leaver: PersonEntry, at: date | None) -> HarvestedEntry | None:
    if at is None:
        return None
    return HarvestedEntry(
        uid=event.uid,
        title=event.title,
        rhythm=say_rhythm(event.rrule) if event.rrule else None,
        next_on=at,
        rrule=event.rrule,
        location=event.location,
        with_whom=_name_others(event.guests, leaver),
        organizer=_name(event.organizer) if event.organizer else None,
        duration_minutes=event.duration_minutes,
    )


def _name_others(guests: Sequence[Guest], leaver: PersonEntry) -> tuple[str, ...]:
    names = (_name(guest) for guest in guests if not _is_same(guest, leaver))
    return tuple(dict.fromkeys(name for name in names if name))


def _name(guest: Guest) -> str:
    return guest.name or guest.email


def _is_same(guest: Guest, leaver: PersonEntry) -> bool:
    return guest.email == leaver.email.casefold() or (
        not guest.email and guest.name.casefold() == leaver.name.casefold()
    )
