"""Agenda: what is due when, counted from the day the pack was made and the receiver's first day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from models.pack import Pack, PackRecord, PackThread
from models.record_kinds import Commitment, RecurringDuty
from models.values import Value
from services.packs.lengths import fold
from services.packs.recurrence import Window, find_series

DAYS = 30
LONG_WORD = 4
"""Shorter words say nothing about what a date is for."""
ADDRESS = re.compile(r"<[^<>]*>")


class Deadline(Value):
    """Something with a date. `record` is None for what is only in the calendar."""

    due_on: date
    title: str
    with_whom: tuple[str, ...] = ()
    record: str | None = None
    why: str = ""
    """What mail says about it, for what is only in mail."""
    starts_on: date | None = None
    """When work on it has to begin, where it needs lead time."""


def get_window(pack: Pack) -> tuple[date, date]:
    """Return the first and last day of the agenda.

    It begins on the day of the pack and ends 30 days later, or 30 days after the receiver's first
    day where that comes later: what falls due in between is already the receiver's.
    """
    starts_on = pack.receiver.starts_on if pack.receiver else None
    return pack.made_on, max(pack.made_on, starts_on or pack.made_on) + timedelta(days=DAYS)


def list_deadlines(pack: Pack) -> tuple[Deadline, ...]:
    """Return what is overdue or due inside the window, the soonest first.

    What calendar or mail say is left out where a record, or the calendar, says the same.
    """
    found = [deadline for record in pack.records if (deadline := find_deadline(record, pack))]
    for other in (*_list_entries(pack), *_list_promises(pack)):
        if not any(_is_same(other, deadline) for deadline in found):
            found.append(other)
    last = get_window(pack)[1]
    soon = (one for one in found if min(one.due_on, one.starts_on or one.due_on) <= last)
    return tuple(sorted(soon, key=lambda one: (one.due_on, one.title, one.record or "")))


def _list_entries(pack: Pack) -> Iterator[Deadline]:
    for entry in pack.calendar:
        is_single = not (entry.rrule or entry.rhythm)
        if is_single and entry.next_on and entry.next_on >= pack.made_on:
            yield Deadline(due_on=entry.next_on, title=entry.title, with_whom=entry.with_whom)


def _list_promises(pack: Pack) -> Iterator[Deadline]:
    for thread in pack.open_threads:
        promise = _read_promise(thread)
        if promise and promise.due_on >= pack.made_on:
            yield promise


def _read_promise(thread: PackThread) -> Deadline | None:
    if not thread.due_on:
        return None
    people = (ADDRESS.sub("", one).strip() for one in thread.with_.split(","))
    whom = tuple(name for name in people if name)
    return Deadline(
        due_on=thread.due_on, title=thread.subject, with_whom=whom, why=thread.why or ""
    )


def is_told(thread: PackThread, pack: Pack) -> bool:
    """Whether a record says what is due by this mail: somebody's words count more than a find."""
    promise = _read_promise(thread)
    told = (find_deadline(record, pack) for record in pack.records)
    return promise is not None and any(_is_same(promise, one) for one in told if one)


def _is_same(other: Deadline, known: Deadline) -> bool:
    """Whether two dates are one: the same day, and the same person or mostly the same words."""
    if other.due_on != known.due_on:
        return False
    told = fold(" ".join((known.title, *known.with_whom)))
    words = {word for word in fold(other.title).split() if len(word) >= LONG_WORD}
    shared = sum(word in told.split() for word in words)
    return any(fold(name) in told for name in other.with_whom) or shared * 2 > len(words)


def find_deadline(record: PackRecord, pack: Pack) -> Deadline | None:
    """Find when a promise or a duty falls due; None where it has no date."""
    content = record.content
    if isinstance(content, Commitment) and content.due_on:
        return Deadline(
            due_on=content.due_on,
            title=content.title,
            with_whom=as_lines(content.to),
            record=record.id,
        )
    if isinstance(content, RecurringDuty) and (next_on := find_next(content, pack.made_on)):
        lead = timedelta(days=content.lead_time_days or 0)
        return Deadline(
            due_on=next_on,
            title=content.title,
            with_whom=as_lines(content.with_whom),
            record=record.id,
            starts_on=max(next_on - lead, pack.made_on) if lead else None,
        )
    return None


def find_next(duty: RecurringDuty, today: date) -> date | None:
    """Find the next day of a duty: as given, or by its rhythm where that day is past or unsaid.

    None where nothing says so, or where its rhythm has ended.
    """
    if duty.next_on and (duty.next_on >= today or not duty.rhythm):
        return duty.next_on
    if not duty.rhythm:
        return None
    series = find_series(duty.rhythm, duty.next_on, Window.of_twelve_months(today))
    return min(series.days[0], series.extra_on or series.days[0]) if series else duty.next_on


def is_due_soon(record: PackRecord, pack: Pack) -> bool:
    """Whether a promise is overdue or due inside the window."""
    deadline = find_deadline(record, pack)
    return deadline is not None and deadline.due_on <= get_window(pack)[1]


def as_lines(texts: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return a field that may be one text or several as several, without blank ones."""
    several = (texts,) if isinstance(texts, str) else texts or ()
    return tuple(text for text in several if text.strip())
