"""Parsing: one .ics file in the sandbox; a broken entry never costs the others."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from icalendar import Calendar, vRecur

from services.harvest.calendars.events import Event, Guest, Override
from services.harvest.private_places import is_private
from services.harvest.sandbox_protocol import UnreadableError
from services.harvest.secrets import mask_secrets
from services.texts import clean_line

Entry = Any
"""A component of icalendar, whose values may be of any kind: each is checked where it is used."""

_MOST_DATES = 5_000
_FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""What icalendar raises on values that are not what the standard says."""


def parse_file(path: str) -> dict[str, Any]:
    """Return the events of a file, the count of private ones, and the titles of broken ones."""
    text = Path(path).read_bytes()
    if not any(begin in text.upper() for begin in (b"BEGIN:VCALENDAR", b"BEGIN:VEVENT")):
        raise UnreadableError("is no calendar: it has no BEGIN:VCALENDAR")
    events: list[Event] = []
    overrides: list[tuple[Entry, bool]] = []
    private, broken = 0, 0
    zones: dict[str, tzinfo | None] = {}
    for component, is_cancelled in _list_components(text):
        try:
            if _is_private(component):
                private += 1
            elif "RECURRENCE-ID" in component:
                overrides.append((component, is_cancelled))
            else:
                event, zone = _read_event(component, is_cancelled=is_cancelled)
                events.append(event)
                zones[event.uid] = zone
        except _FAULTS:
            broken += 1
    merged, lost = _merge_overrides(events, overrides, zones)
    return {
        "events": [event.model_dump(mode="json") for event in merged],
        "private": private,
        "broken": broken + lost,
    }


def _list_components(text: bytes) -> Iterator[tuple[Entry, bool]]:
    for part in _split_calendars(text):
        try:
            calendar = Calendar.from_ical(part)
        except _FAULTS as fault:
            raise UnreadableError("is damaged: it is cut off or no calendar") from fault
        is_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for component in calendar.walk():
            if component.name in ("VEVENT", "VTODO"):
                yield component, is_cancelled


def _split_calendars(text: bytes) -> list[bytes]:
    # Several calendars in one file are common in exports, and one after the other is what is meant.
    clean = text.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    # Some programs write entries without a calendar around them.
    parts = clean.split(b"BEGIN:VCALENDAR")[1:] or [b"\r\n" + clean.strip() + b"\r\n"]
    return [b"BEGIN:VCALENDAR" + part.partition(b"END:VCALENDAR")[0] + b"END:VCALENDAR\r\n"
            for part in parts]  # fmt: skip


def _is_private(component: Entry) -> bool:
    marked = str(component.get("CLASS", "")).upper() in ("PRIVATE", "CONFIDENTIAL")
    return marked or is_private(_say(component, "SUMMARY"), *_list_categories(component))


def _read_event(component: Entry, *, is_cancelled: bool) -> tuple[Event, tzinfo | None]:
    moment = component.get("DTSTART") or component["DUE"]
    begin = moment.dt
    zone = begin.tzinfo if isinstance(begin, datetime) else None
    start = _to_local(begin, zone)
    event = Event(
        uid=clean_line(str(component.get("UID", ""))) or f"{start.isoformat()} {_title(component)}",
        title=_title(component),
        start=start,
        is_all_day=not isinstance(begin, datetime),
        duration_minutes=_count_minutes(component, begin),
        rrule=_read_rule(component, zone),
        skipped=tuple(_list_dates(component, "EXDATE", zone)),
        added=tuple(_list_dates(component, "RDATE", zone)),
        is_cancelled=is_cancelled
        or str(component.get("STATUS", "")).upper() in ("CANCELLED", "COMPLETED"),
        is_free=str(component.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
        or str(component.get("TRANSP", "")).upper() == "TRANSPARENT",
        categories=tuple(_list_categories(component)),
        location=mask_secrets(_say(component, "LOCATION"))[0] or None,
        organizer=_read_guest(component["ORGANIZER"]) if "ORGANIZER" in component else None,
        guests=tuple(_read_guest(guest) for guest in _as_list(component.get("ATTENDEE"))),
        revision=(_sequence(component), _say(component, "LAST-MODIFIED")),
    )
    return event, zone


def _read_rule(component: Entry, zone: tzinfo | None) -> str | None:
    """Return the rule with its end in the event's own zone, as everything of an event is."""
    rules = _as_list(component.get("RRULE"))
    if not rules:
        return None
    rule = vRecur(rules[0])
    if "UNTIL" in rule:
        ends = rule["UNTIL"]
        end = ends[0] if isinstance(ends, list) else ends
        rule["UNTIL"] = [_to_local(end, zone) if isinstance(end, datetime) else end]
    return str(rule.to_ical(), "utf-8")  # type: ignore[no-untyped-call]  # icalendar is typed in parts


def _merge_overrides(
    events: list[Event], overrides: list[tuple[Entry, bool]], zones: dict[str, tzinfo | None]
) -> tuple[list[Event], int]:
    """Put moved and cancelled occurrences into their series; one without a series stands alone."""
    merged = {event.uid: event for event in events}
    lost = 0
    for component, is_cancelled in overrides:
        try:
            event, zone = _read_event(component, is_cancelled=is_cancelled)
            series = merged.get(event.uid)
            if series is None:
                merged[event.uid] = event
                continue
            # A time in UTC is put into the zone of its series, to be found among its dates.
            own = zones.get(event.uid, zone)
            start = component["DTSTART"].dt if "DTSTART" in component else None
            override = Override(
                replaces=_to_local(component["RECURRENCE-ID"].dt, own),
                start=None if event.is_cancelled or start is None else _to_local(start, own),
            )
            merged[event.uid] = series.model_copy(
                update={"overrides": (*series.overrides, override)}
            )
        except _FAULTS:
            lost += 1
    return list(merged.values()), lost


def _to_local(moment: date | datetime, zone: tzinfo | None) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - naive is meant
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(zone or UTC).replace(tzinfo=None)


def _list_dates(component: Entry, name: str, zone: tzinfo | None) -> Iterator[datetime]:
    for group in _as_list(component.get(name)):
        for one in getattr(group, "dts", ())[:_MOST_DATES]:
            moment = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            yield _to_local(moment, zone)


def _count_minutes(component: Entry, begin: date | datetime) -> int | None:
    length: timedelta | None = None
    if "DURATION" in component:
        length = component["DURATION"].dt
    elif "DTEND" in component:
        end = component["DTEND"].dt
        if isinstance(end, datetime) == isinstance(begin, datetime):
            length = end - begin
    return round(length.total_seconds() / 60) if isinstance(length, timedelta) else None


def _read_guest(guest: Any) -> Guest:
    parameters = getattr(guest, "params", {})
    address = str(guest)
    email = address[7:] if address.lower().startswith("mailto:") else ""
    return Guest(
        email=clean_line(email).casefold(),
        name=clean_line(str(parameters.get("CN", ""))),
        has_declined=str(parameters.get("PARTSTAT", "")).upper() == "DECLINED",
    )


def _title(component: Entry) -> str:
    return mask_secrets(_say(component, "SUMMARY"))[0] or "?"


def _say(component: Entry, name: str) -> str:
    value = component.get(name, "")
    if hasattr(value, "dt"):
        return str(value.dt)
    return clean_line(str(value[0] if isinstance(value, list) and value else value))


def _list_categories(component: Entry) -> list[str]:
    groups = _as_list(component.get("CATEGORIES"))
    return [clean_line(str(name)) for group in groups for name in getattr(group, "cats", ())]


def _sequence(component: Entry) -> int:
    try:
        return int(component.get("SEQUENCE", 0))
    except _FAULTS:
        return 0


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
