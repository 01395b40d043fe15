"""Implied: single entries of one title that come back in a steady rhythm are a series."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count, pairwise
from statistics import median

from dateutil.relativedelta import relativedelta

from models.values import Value
from services.data_files import read_data_file
from services.harvest.calendars.events import Event
from services.harvest.private_places import fold_words

MIN_TIMES = 4
"""Three meetings of one title may be chance."""

_STEPS = (
    (7, 1, "FREQ=WEEKLY", relativedelta(weeks=1)),
    (14, 2, "FREQ=WEEKLY;INTERVAL=2", relativedelta(weeks=2)),
    (30.4, 4, "FREQ=MONTHLY", relativedelta(months=1)),
    (91.3, 9, "FREQ=MONTHLY;INTERVAL=3", relativedelta(months=3)),
    (182.6, 14, "FREQ=MONTHLY;INTERVAL=6", relativedelta(months=6)),
    (365.2, 16, "FREQ=YEARLY", relativedelta(years=1)),
)
"""Days between two times, how many days more or less, the rule, the step."""


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
