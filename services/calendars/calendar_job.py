"""Calendar job: one .ics file in the sandbox, into events in whole days and local times."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import vRecur

from models.errors import InvalidInputError
from services.calendars.entries import FAULTS, Component, Entry, list_entries
from services.calendars.events import (
    Event,
    count_minutes,
    list_categories,
    list_dates,
    list_guests,
    list_values,
    read_guest,
    read_sequence,
    say_field,
    say_title,
    to_local,
)
from services.calendars.repetitions import list_days, parse_rule
from services.secrets.masked_values import mask_tree
from services.secrets.private_places import is_private

UTC_ZONE = ZoneInfo("UTC")
"""What icalendar makes of a time that ends in Z."""


@dataclass
class _Found:
    """What was found so far: series by their UID with their zones, and what is not used."""

    events: list[Event] = field(default_factory=list)
    zones: dict[str, tzinfo | None] = field(default_factory=dict)
    private_uids: set[str] = field(default_factory=set)
    private: list[dict[str, Any]] = field(default_factory=list)
    """Title, first day (None where it has none that can be read) and rule of each entry."""
    broken: int = 0
    undated: int = 0
    put_back: frozenset[str] = frozenset()


def parse_file(path: str, put_back: Sequence[str] = ()) -> dict[str, Any]:
    """Return the events of a file, which of them held a secret, and what is not used.

    Private ones are there by title, first day and rule, broken ones by their number.

    Private entries whose titles are in `put_back` are events as any other.

    Raises:
        UnreadableError: the file is no calendar.
    """
    found = _Found(put_back=frozenset(put_back))
    # Occurrences come last: they take the zone of their series, and its privacy.
    for entry in sorted(list_entries(Path(path).read_bytes()), key=_is_occurrence):
        _take(found, entry)
    events: list[Any] = [event.model_dump(mode="json") for event in found.events]
    told = dict.fromkeys(int(path[0]) for path in mask_tree(events))
    return {
        "events": events,
        "secrets": list(told),
        "private": found.private,
        "broken": found.broken,
        "undated": found.undated,
    }


def _is_occurrence(entry: Entry) -> bool:
    return entry.component is not None and "RECURRENCE-ID" in entry.component


def _take(found: _Found, entry: Entry) -> None:
    component = entry.component
    try:
        if component is None:
            found.broken += 1
        elif component.name == "VTODO" and not ("DUE" in component or "DTSTART" in component):
            # A task without a day is no damage, and nothing to list.
            found.undated += 1
        elif say_title(component) not in found.put_back and (
            _is_private(component) or _uid(component) in found.private_uids
        ):
            found.private.append(_describe_private(entry, component))
            if _uid(component) and not _is_occurrence(entry):
                found.private_uids.add(_uid(component))
        else:
            event, zone = _read_event(entry, component, found.zones)
            found.events.append(event)
            found.zones.setdefault(event.uid, zone)
    except (*FAULTS, InvalidInputError):
        found.broken += 1


def _describe_private(entry: Entry, component: Component) -> dict[str, Any]:
    try:
        start = to_local(_find_begin(component), entry.zone).isoformat()
    except (*FAULTS, InvalidInputError):
        start = None
    return {"title": say_title(component), "start": start, "rrule": say_field(component, "RRULE")}


def _is_private(component: Component) -> bool:
    # A class that nobody knows counts as private: RFC 5545, 3.8.1.3.
    names = ("CLASS", "X-CALENDARSERVER-ACCESS")
    is_marked = any(say_field(component, name).upper() not in ("", "PUBLIC") for name in names)
    return is_marked or is_private(say_field(component, "SUMMARY"), *list_categories(component))


def _read_event(
    entry: Entry, component: Component, zones: dict[str, tzinfo | None]
) -> tuple[Event, tzinfo | None]:
    begin = _find_begin(component)
    uid = _uid(component)
    zone = zones[uid] if uid in zones else _find_zone(entry, component, begin)
    start = to_local(begin, zone)
    stands_for = component.get("RECURRENCE-ID")
    title = say_field(component, "SUMMARY") or "?"
    event = Event(
        uid=uid or f"{start.isoformat()} {title}",
        title=title,
        start=start,
        is_all_day=not isinstance(begin, datetime),
        duration_minutes=count_minutes(component, begin),
        rrule=_read_rule(component, start, zone) if stands_for is None else None,
        skipped=list_dates(component, "EXDATE", zone),
        added=list_dates(component, "RDATE", zone),
        replaces=None if stands_for is None else to_local(stands_for.dt, zone),
        is_following=stands_for is not None and stands_for.params.get("RANGE") == "THISANDFUTURE",
        is_cancelled=entry.is_cancelled or _is_over(component),
        is_away=say_field(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "OOF",
        categories=tuple(filter(None, (*list_categories(component), entry.calendar_name))),
        location=say_field(component, "LOCATION") or None,
        organizer=read_guest(component["ORGANIZER"]) if "ORGANIZER" in component else None,
        guests=list_guests(component),
        revision=(read_sequence(component), say_field(component, "LAST-MODIFIED")),
    )
    return event, zone


def _uid(component: Component) -> str:
    return say_field(component, "UID")


def _find_begin(component: Component) -> date | datetime:
    names = ("DUE", "DTSTART") if component.name == "VTODO" else ("DTSTART",)
    moment = next((component[name].dt for name in names if name in component), None)
    if moment is None and _is_occurrence(Entry(component)):
        # One that was called off need not say when it would have been.
        moment = component["RECURRENCE-ID"].dt
    if not isinstance(moment, date):
        raise InvalidInputError("has no day")
    return moment


def _find_zone(entry: Entry, component: Component, begin: date | datetime) -> tzinfo | None:
    if not isinstance(begin, datetime):
        return None
    # The days of a rule in UTC are days in UTC; a single time is given as its owner sees it.
    is_single = "RRULE" not in component and "RDATE" not in component
    return entry.zone if begin.tzinfo is UTC_ZONE and is_single and entry.zone else begin.tzinfo


def _is_over(component: Component) -> bool:
    is_done = component.name == "VTODO" and (
        "COMPLETED" in component or say_field(component, "PERCENT-COMPLETE") == "100"
    )
    return is_done or say_field(component, "STATUS").upper() in ("CANCELLED", "COMPLETED")


def _read_rule(component: Component, start: datetime, zone: tzinfo | None) -> str | None:
    """Return the rule with its end in the event's own zone, as everything of an event is.

    Raises:
        InvalidInputError: it is a rule that cannot be followed.
    """
    rules = list_values(component.get("RRULE"))
    if not rules:
        return None
    rule = vRecur(rules[0])
    if "UNTIL" in rule:
        ends = rule["UNTIL"]
        end = ends[0] if isinstance(ends, list) else ends
        rule["UNTIL"] = [to_local(end, zone) if isinstance(end, datetime) else end]
    text = str(rule.to_ical(), "utf-8")  # type: ignore[no-untyped-call]  # icalendar is typed in parts
    # What never falls on any day is found out here, where a process has its limits.
    endless = replace(parse_rule(text), count=None, until_on=None)
    if next(list_days(endless, start.date(), start.date()), None) is None:
        raise InvalidInputError(f"repeats on no day at all: {text[:80]}")
    return text
