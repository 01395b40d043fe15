"""Occurrences: on which day an entry or a series takes place next."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from services.harvest.calendars.days import list_days
from services.harvest.calendars.events import Event, Override
from services.harvest.calendars.rules import parse_rule


def find_next(event: Event, today: date) -> date | None:
    """Return the first day on or after today on which it takes place; None where it is over.

    What is called off or moved is told by its day: calendars write an exception with the hour
    that the series has, had before it was moved, or as a day without an hour.
    """
    moved = {one.replaces.date() for one in event.overrides if not one.is_following}
    following = sorted(
        (one for one in event.overrides if one.is_following), key=lambda one: one.replaces
    )
    regular = (
        _shift(day, following)
        for day in _list_regular(event, today - _measure_shifts(following))
        if day not in moved
    )
    soonest = next((day for day in regular if day is not None and day >= today), None)
    others = [one.start.date() for one in event.overrides if one.start and not one.is_following]
    others += [at.date() for at in event.added if _is_held(at, event, moved)]
    return min((day for day in [soonest, *others] if day and day >= today), default=None)


def end_rule(event: Event, today: date) -> str | None:
    """Return the rule as it reads from today on: an end as a day instead of a count."""
    if event.rrule is None:
        return None
    rule = parse_rule(event.rrule)
    if "COUNT=" not in event.rrule.upper():
        return event.rrule
    kept = ";".join(
        part for part in event.rrule.split(";") if not part.upper().startswith(("COUNT=", "UNTIL="))
    )
    if rule.count is None:
        return kept
    last = max(list_days(rule, event.start.date(), today), default=event.start.date())
    return f"{kept};UNTIL={last:%Y%m%d}"


def _list_regular(event: Event, first: date) -> Iterator[date]:
    gone = {at.date() for at in event.skipped}
    start = event.start.date()
    if event.rrule is None:
        days: Iterator[date] = iter([start])
    else:
        days = list_days(parse_rule(event.rrule), start, first)
    return (day for day in days if day not in gone)


def _is_held(at: datetime, event: Event, moved: set[date]) -> bool:
    # A time that was added on a day that was called off is how some programs move a meeting.
    midnight = datetime.combine(at.date(), time())
    is_skipped = at in event.skipped or midnight in event.skipped
    return not is_skipped and (at.date() not in moved or at.time() != event.start.time())


def _shift(day: date, following: list[Override]) -> date | None:
    """Return the day to which this one was moved together with all after it."""
    last = next((one for one in reversed(following) if one.replaces.date() <= day), None)
    if last is None:
        return day
    return day + (last.start.date() - last.replaces.date()) if last.start else None


def _measure_shifts(following: list[Override]) -> timedelta:
    shifts = (abs(one.start.date() - one.replaces.date()) for one in following if one.start)
    return max(shifts, default=timedelta())
