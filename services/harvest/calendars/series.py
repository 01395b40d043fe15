"""Series: moved and cancelled occurrences, put into the series that they belong to."""

from collections.abc import Iterable
from datetime import datetime

from services.harvest.calendars.events import Event, Override


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
