"""Calendar file: duties and deadlines of the next twelve months as calendar.ics (RFC 5545)."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vRecur

from models.pack import Pack, PackEntry, PackRecord, PackThread
from models.record_kinds import Commitment, RecurringDuty
from models.values import Value
from services.packs.agenda import as_lines, is_told
from services.packs.fields import KIND_NAMES
from services.packs.manuscript import Phrases, mark
from services.packs.recurrence import Series, Window, find_series
from services.texts import clean_line, clean_text

PRODUCT = "-//Baton//Handover calendar 1//EN"
REVIEW, DEADLINE, CALENDAR = mark("Review"), mark("Deadline"), mark("Calendar")


class CalendarEvent(Value):
    """One event of whole days: a single day, or a series."""

    key: str
    """What it is, the same in every edition; the UID is made of it."""
    title: str
    category: str
    lines: tuple[str, ...] = ()
    due_on: date
    series: Series | None = None
    location: str | None = None
    lead_time_days: int = 0


def make_calendar(pack: Pack, today: date) -> bytes:
    """Return calendar.ics: what comes back or falls due in the twelve months from `today` on.

    A series is one event with a rule that ends with the twelve months. UIDs stay the same from
    edition to edition, so that importing a newer one updates the older one.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean_line(f"{pack.post.title} ({pack.reference})"))
    stamp = datetime.combine(today, time(), UTC)
    for event in list_events(pack, today):
        calendar.add_component(_write_event(event, pack, stamp))
    written: bytes = calendar.to_ical()
    return written


def list_events(pack: Pack, today: date) -> tuple[CalendarEvent, ...]:
    """List the events by day; what a record says is not repeated from calendar or mail."""
    window = Window.of_twelve_months(today)
    phrases = Phrases(pack.language)
    told = [
        event
        for record in pack.records
        for event in (_find_due(record, window, phrases), _find_review(record, window, phrases))
        if event
    ]
    titles = {event.title.casefold() for event in told}
    threads = [thread for thread in pack.open_threads if not is_told(thread, pack)]
    others = [
        *(_find_entry(entry, window, phrases) for entry in pack.calendar),
        *(_find_thread(thread, window, phrases) for thread in threads),
    ]
    events = told + [one for one in others if one and one.title.casefold() not in titles]
    return _number_keys(sorted(events, key=lambda event: (event.due_on, event.title, event.key)))


def _find_due(record: PackRecord, window: Window, phrases: Phrases) -> CalendarEvent | None:
    content = record.content
    category = phrases.say(KIND_NAMES[content.kind])
    if isinstance(content, RecurringDuty):
        lines = (
            *_label(phrases, "What it is for", as_lines(content.purpose)),
            *_label(phrases, "With", as_lines(content.with_whom)),
        )
        return _place(
            CalendarEvent(
                key=record.id,
                title=content.title,
                category=category,
                lines=(*lines, *_list_common_lines(record, phrases)),
                due_on=content.next_on or window.first,
                lead_time_days=content.lead_time_days or 0,
            ),
            (content.next_on, (content.rhythm,)),
            window,
        )
    if not isinstance(content, Commitment) or not content.due_on:
        return None
    lines = (
        *_label(phrases, "Promised to", as_lines(content.to)),
        *_label(phrases, "Next step", as_lines(content.next_action)),
        *_list_common_lines(record, phrases),
    )
    event = CalendarEvent(
        key=record.id, title=content.title, category=category, lines=lines, due_on=content.due_on
    )
    return event if window.holds(content.due_on) else None


def _find_review(record: PackRecord, window: Window, phrases: Phrases) -> CalendarEvent | None:
    review_by = record.content.review_by
    if review_by is None or not window.holds(review_by):
        return None
    return CalendarEvent(
        key=f"{record.id}.review",
        title=phrases.say("Check whether it still holds: {title}", title=record.content.title),
        category=phrases.say(REVIEW),
        lines=(record.id,),
        due_on=review_by,
    )


def _find_entry(entry: PackEntry, window: Window, phrases: Phrases) -> CalendarEvent | None:
    is_series = bool(entry.rrule or entry.rhythm)
    day = "" if is_series or not entry.next_on else entry.next_on.isoformat()
    return _place(
        CalendarEvent(
            key=_digest("calendar", entry.title, entry.rrule or entry.rhythm or day),
            title=entry.title,
            category=phrases.say(CALENDAR),
            lines=_label(phrases, "With", entry.with_whom),
            due_on=entry.next_on or window.first,
            location=entry.location,
        ),
        (entry.next_on, (entry.rrule, entry.rhythm)),
        window,
    )


def _find_thread(thread: PackThread, window: Window, phrases: Phrases) -> CalendarEvent | None:
    if thread.due_on is None or not window.holds(thread.due_on):
        return None
    return CalendarEvent(
        key=_digest("mail", thread.subject, thread.due_on.isoformat()),
        title=thread.subject,
        category=phrases.say(DEADLINE),
        lines=(*_label(phrases, "With", (thread.with_,)), *as_lines(thread.why)),
        due_on=thread.due_on,
    )


def _place(
    event: CalendarEvent, when: tuple[date | None, tuple[str | None, ...]], window: Window
) -> CalendarEvent | None:
    """Give the event its days: a series where a rhythm can be read, else the one day that is known.

    Returns:
        None where it has no day inside the window.
    """
    next_on, rhythms = when
    for rhythm in filter(None, rhythms):
        series = find_series(rhythm, next_on, window)
        if series:
            return event.model_copy(update={"series": series, "due_on": series.days[0]})
    if not window.holds(next_on):
        return None
    # A rule that no calendar could follow is at least said.
    rule = tuple(filter(None, rhythms))[:1]
    return event.model_copy(update={"lines": (*event.lines, *rule)})


def _list_common_lines(record: PackRecord, phrases: Phrases) -> tuple[str, ...]:
    owner = _label(phrases, "Owner", as_lines(record.owner))
    return (*as_lines(record.content.body), *owner, record.id)


def _label(phrases: Phrases, label: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    said = ", ".join(texts)
    return (f"{phrases.say(label)}: {said}",) if said else ()


def _digest(*parts: str) -> str:
    name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return f"{parts[0]}-{name}"


def _number_keys(events: list[CalendarEvent]) -> tuple[CalendarEvent, ...]:
    seen: Counter[str] = Counter()
    numbered = []
    for event in events:
        seen[event.key] += 1
        again = f".{seen[event.key]}" if seen[event.key] > 1 else ""
        numbered.append(event.model_copy(update={"key": f"{event.key}{again}"}))
    return tuple(numbered)


def _write_event(event: CalendarEvent, pack: Pack, stamp: datetime) -> Event:
    written = Event()
    written.add("uid", f"{pack.reference}.{event.key}@handover.baton".lower())
    written.add("dtstamp", stamp)
    written.add("sequence", pack.edition - 1)
    written.add("summary", clean_line(event.title))
    written.add("dtstart", event.due_on)
    written.add("dtend", event.due_on + timedelta(days=1))
    written.add("categories", [event.category])
    written.add("transp", "TRANSPARENT")
    lines = (*event.lines, f"{pack.reference}")
    written.add("description", clean_text("\n".join(lines)))
    if event.location:
        written.add("location", clean_line(event.location))
    if event.series:
        written.add("rrule", vRecur.from_ical(event.series.rule))
        if event.series.extra_on:
            written.add("rdate", [event.series.extra_on])
    if event.lead_time_days:
        written.add_component(_write_alarm(event))
    return written


def _write_alarm(event: CalendarEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean_line(event.title))
    alarm.add("trigger", -timedelta(days=event.lead_time_days))
    return alarm
