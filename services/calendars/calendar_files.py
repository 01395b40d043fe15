"""Calendar files: what an .ics file or a folder of them says, and which entries go on.

Files are parsed in the sandbox. What goes on without the leaver is listed, the next date first.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.case_file import PersonEntry
from models.harvest import Finding, HarvestedEntry
from models.words import FindingKind
from services.calendars.events import CalendarReading, Event, Guest
from services.calendars.noise import is_called_off, is_noise
from services.calendars.repetitions import say_rhythm
from services.calendars.series import end_rule, find_implied, find_next, merge_series
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import SandboxFailure
from services.item_rules import ALL_ITEMS, ItemRules
from services.secrets.masking import mask_path

_JOB = "services.calendars.calendar_job:parse_file"
COUNTS = ("private", "damaged", "undated", "places")
AHEAD_DAYS = 366
"""How far ahead a single entry still counts as to come."""


def read_calendar(
    location: bytes,
    label: str,
    sandbox: Sandbox,
    rules: ItemRules = ALL_ITEMS,
) -> CalendarReading:
    """Return the events of an .ics file, or of all of them in a folder, as far as was allowed.

    Args:
        location: its place on this machine.
        label: what it is called in findings.
        sandbox: where it is parsed.
        rules: what is opened, and which entries are kept; of the others nothing is told.

    Raises:
        TemporaryError: no process to parse in could be started.
    """
    path = Path(os.fsdecode(location)).absolute()
    readings: list[CalendarReading] = []
    for file in _list_files(path, rules.is_kept_out):
        below = "" if file == path else f"/{mask_path(file.relative_to(path).as_posix())}"
        mark = f"{below}: "
        titles = [one.removeprefix(mark) for one in rules.put_back if one.startswith(mark)]
        result = sandbox.run(_JOB, str(file), put_back=titles)
        readings.append(_make_reading(f"{label}{below}", below, result, rules))
    return CalendarReading(
        events=tuple(event for one in readings for event in one.events),
        findings=tuple(finding for one in readings for finding in one.findings),
        **{name: sum(getattr(one, name) for one in readings) for name in COUNTS},
    )


def _make_reading(
    name: str, below: str, result: Any | SandboxFailure, rules: ItemRules
) -> CalendarReading:
    may_be_named = not below or rules.keeps_place(below.lstrip("/"))
    if isinstance(result, SandboxFailure):
        failure = (Finding.unreadable(name, result.reason),) if may_be_named else ()
        return CalendarReading(findings=failure, places=1)
    events = {number: Event.model_validate(one) for number, one in enumerate(result["events"])}
    kept = {number: one for number, one in events.items() if rules.keeps(one)}
    private = Counter(one["title"] for one in result["private"] if _keeps_private(one, rules))
    findings = [_tell_private(name, *one) for one in private.items()]
    findings += [_tell_secret(name, kept[one].title) for one in result["secrets"] if one in kept]
    if result["broken"] and may_be_named:
        findings.append(Finding.unreadable(name, f"has damaged entries: {result['broken']}"))
    return CalendarReading(
        events=tuple(kept.values()),
        findings=tuple(findings),
        private=private.total(),
        damaged=result["broken"],
        undated=result["undated"],
    )


def _keeps_private(entry: Mapping[str, Any], rules: ItemRules) -> bool:
    """Whether a private entry was allowed; one without a day that can be read, by its title."""
    if entry["start"] is None:
        return rules.keeps_place(entry["title"])
    return rules.keeps(Event.model_validate({"uid": "", **entry}))


def _list_files(path: Path, is_kept_out: Callable[[str], bool] | None) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".ics")
    if is_kept_out is None:
        return files
    return [file for file in files if not is_kept_out(file.relative_to(path).as_posix())]


def _tell_private(path: str, title: str, number: int) -> Finding:
    said = "is marked private" if number == 1 else f"{number} entries are marked private"
    return Finding(kind=FindingKind.private, path=path, reason=said, place=title)


def _tell_secret(path: str, title: str) -> Finding:
    return Finding(kind=FindingKind.secret, path=path, reason="holds a secret", place=title)


def list_calendar_entries(
    events: Iterable[Event], leaver: PersonEntry, today: date
) -> tuple[HarvestedEntry, ...]:
    """Return the running series, and the single entries of the next twelve months.

    What was cancelled, what the leaver declined, birthdays, holidays and absences are left out.
    Single entries that come back in a steady rhythm are listed as the series that they are.
    """
    known = (_call_off(event, leaver) for event in events)
    kept = [event for event in merge_series(known) if _is_wanted(event, leaver)]
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


def _call_off(event: Event, leaver: PersonEntry) -> Event:
    """Return one occurrence of a series as called off where its title or the leaver says so."""
    if event.replaces is None or not (_is_declined(event, leaver) or is_called_off(event)):
        return event
    return event.model_copy(update={"is_cancelled": True})


def _is_wanted(event: Event, leaver: PersonEntry) -> bool:
    return not (event.is_cancelled or _is_declined(event, leaver) or is_noise(event))


def _is_declined(event: Event, leaver: PersonEntry) -> bool:
    return any(guest.has_declined and _is_same(guest, leaver) for guest in event.guests)


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
