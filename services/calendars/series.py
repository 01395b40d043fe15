"""Series: which entries are one series, and on which day an entry or a series takes place next.

Occurrences that were moved or cancelled are put into their series. Single entries of one title that
come back in a steady rhythm are a series too.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count, pairwise
from statistics import median

from dateutil.relativedelta import relativedelta

from models.values import Value
from services.calendars.events import Event, Override
from services.calendars.repetitions import list_days, parse_rule
from services.data_files import read_data_file
from services.secrets.private_places import fold_words

MIN_TIMES = 4
"""Three meetings with one title may be chance."""

_STEPS = (
    (7, 1, "FREQ=WEEKLY", relativedelta(weeks=1)),
    (14, 2, "FREQ=WEEKLY;INTERVAL=2", relativedelta(weeks=2)),
    (30.4, 4, "FREQ=MONTHLY", relativedelta(months=1)),
    (91.3, 9, "FREQ=MONTHLY;INTERVAL=3", relativedelta(months=3)),
    (182.6, 14, "FREQ=MONTHLY;INTERVAL=6", relativedelta(months=6)),
    (365.2, 16, "FREQ=YEARLY", relativedelta(years=1)),
)
"""Days between two times, how many days more or less, the rule, the step."""


def merge_series(events: Iterable[Event]) -> list[Event]:
    """Return each event once, by its UID, with all its occurrences that differ.

    Of several copies the newest holds, of equally new ones the last. One occurrence whose series
    is nowhere (the leaver was invited to it alone) stands for itself.
    """
    masters: dict[str, Event] = {}
    parts: dict[str, dict[datetime, Event]] = {}
    for event in events:
        if event.replaces is not None:
            known = parts.setdefault(event.uid, {}).get(event.replaces)
            if known is None or known.revision <= event.revision:
                parts[event.uid][event.replaces] = event
            continue
        series = masters.get(event.uid)
        if series is None or series.revision <= event.revision:
            masters[event.uid] = event
    merged = [_add(master, parts.pop(uid, {}).values()) for uid, master in masters.items()]
    alone = [event for group in parts.values() for event in group.values()]
    return [*merged, *(_stand_alone(event) for event in alone)]


class MonthNames(Value):
    """Names of months and quarters by language; see templates/policies/calendar-months.yaml."""

    months: dict[str, tuple[str, ...]]


def find_implied(
    events: Sequence[Event], today: date
) -> tuple[list[tuple[Event, date]], frozenset[str]]:
    """Return the implied series that still run, each with its next date, and the events in them."""
    found: list[tuple[Event, date]] = []
    taken: set[str] = set()
    for group in _group(events):
        step = _find_step(group)
        if step is None:
            continue
        days, _, rule, after = step
        last = group[-1]
        taken.update(event.uid for event in group)
        if last.start.date() < today - timedelta(days=1.5 * days):
            continue
        found.append((last.model_copy(update={"rrule": rule}), _find_coming(group, after, today)))
    return found, frozenset(taken)


def find_next(event: Event, today: date) -> date | None:
    """Return the first day on or after today on which it takes place; None where it is over.

    What is called off or moved is known by its day: calendars write an exception with the hour
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


def _add(series: Event, occurrences: Iterable[Event]) -> Event:
    overrides = [
        Override(
            replaces=event.replaces,
            start=None if event.is_cancelled else event.start,
            is_following=event.is_following,
        )
        for event in occurrences
        if event.replaces is not None
    ]
    overrides.sort(key=lambda one: one.replaces)
    return series.model_copy(update={"overrides": tuple(overrides)})


def _stand_alone(event: Event) -> Event:
    return event.model_copy(update={"uid": f"{event.uid} {event.replaces:%Y%m%d}"})


def _find_coming(group: Sequence[Event], after: relativedelta, today: date) -> date:
    coming = (event.start.date() for event in group if event.start.date() >= today)
    last = group[-1].start.date()
    # Counted from the last each time: the 31st stays the 31st where a month has one.
    later = (last + after * times for times in count())
    return next(coming, None) or next(day for day in later if day >= today)


def _group(events: Iterable[Event]) -> list[list[Event]]:
    groups: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: (event.start, event.uid)):
        groups.setdefault(_make_key(event.title), []).append(event)
    return [group for key, group in groups.items() if key and len(group) >= MIN_TIMES]


def _make_key(title: str) -> str:
    """Return what stays the same when a title comes back: its words without number and month."""
    months = _read_months()
    words = (word for word in fold_words(title).split() if not word.isdecimal())
    return " ".join(word for word in words if word not in months)


@cache
def _read_months() -> frozenset[str]:
    names = read_data_file(MonthNames, "policies/calendar-months.yaml").months
    return frozenset(fold_words(name) for group in names.values() for name in group)


def _find_step(group: Sequence[Event]) -> tuple[float, float, str, relativedelta] | None:
    gaps = [(after.start.date() - before.start.date()).days for before, after in pairwise(group)]
    for step in _STEPS:
        steady = [gap for gap in gaps if abs(gap - step[0]) <= step[1]]
        if abs(median(gaps) - step[0]) <= step[1] and len(steady) >= 0.75 * len(gaps):
            return step
    return None


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
