"""Implied: single entries of one title that come back in a steady rhythm are a series."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from dateutil.relativedelta import relativedelta

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


def find_implied(
    events: Sequence[Event], today: date
) -> tuple[list[tuple[Event, datetime]], frozenset[str]]:
    """Return the implied series that still run, each with its next date, and the events in them."""
    found: list[tuple[Event, datetime]] = []
    taken: set[str] = set()
    for group in _group(events):
        step = _find_step(group)
        if step is None:
            continue
        days, _, rule, after = step
        last = group[-1]
        taken.update(event.uid for event in group)
        first = datetime.combine(today, time())
        if last.start < first - timedelta(days=1.5 * days):
            continue
        coming = [event.start for event in group if event.start >= first]
        at = coming[0] if coming else last.start
        while at < first:
            at += after
        found.append((last.model_copy(update={"rrule": rule}), at))
    return found, frozenset(taken)


def _group(events: Iterable[Event]) -> list[list[Event]]:
    groups: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: (event.start, event.uid)):
        groups.setdefault(fold_words(event.title), []).append(event)
    return [group for group in groups.values() if len(group) >= MIN_TIMES]


def _find_step(group: Sequence[Event]) -> tuple[float, float, str, relativedelta] | None:
    gaps = [(after.start.date() - before.start.date()).days for before, after in pairwise(group)]
    for step in _STEPS:
        steady = [gap for gap in gaps if abs(gap - step[0]) <= step[1]]
        if abs(median(gaps) - step[0]) <= step[1] and len(steady) >= 0.75 * len(gaps):
            return step
    return None
