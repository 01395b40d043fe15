"""Hostile calendars: read in the sandbox, within its limits, and listed in bounded work."""

import os
from pathlib import Path

import pytest
from ics_texts import TODAY, make_calendar, make_event
from people import ANA

from models.words import FindingKind
from services.calendars import list_calendar_entries, read_calendar
from services.isolation.sandbox import Sandbox

pytestmark = pytest.mark.slow

GOOD = make_event("DTSTART:20261201T100000Z\nUID:good\nSUMMARY:Good one")
RULES = (
    "FREQ=SECONDLY",
    "FREQ=MINUTELY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=1000000000;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=9MO",
    "FREQ=WEEKLY;INTERVAL=99999999999999999999",
    "FREQ=DAILY;UNTIL=99991231T235959Z;BYSETPOS=366",
)
STARTS = ("16010101T000000Z", "00010101T000000", "20260101T000000", "99991231T235959Z")


def read_and_list(folder: Path, *parts: str) -> tuple[list[str], list[str]]:
    path = folder / "calendar.ics"
    path.write_text(make_calendar(*parts, GOOD), encoding="utf-8")
    with Sandbox(workers=1) as sandbox:
        reading = read_calendar(os.fsencode(path), "calendar.ics", sandbox)
    entries = list_calendar_entries(reading.events, ANA, TODAY)
    return [entry.title for entry in entries], [finding.reason for finding in reading.findings]


def test_hostile_rules_cost_nothing_but_themselves(tmp_path: Path) -> None:
    made = [f"DTSTART:{start}\nRRULE:{rule}" for start in STARTS for rule in RULES]
    # Twenty of each: a usual library takes seconds for one of them.
    parts = [make_event(f"{text}\nUID:{place}") for place, text in enumerate(made * 20)]
    titles, reasons = read_and_list(tmp_path, *parts)
    assert titles == ["Good one"]
    assert len(reasons) == 1
    assert reasons[0].startswith("has damaged entries: ")


@pytest.mark.parametrize("line", ["EXDATE:20260107T090000Z", "RDATE:20260107T090000Z"])
def test_a_hundred_thousand_dates_are_borne(tmp_path: Path, line: str) -> None:
    dates = ",".join([line.partition(":")[2]] * 1_000)
    many = "\n".join([f"{line.partition(':')[0]}:{dates}"] * 100)
    series = f"DTSTART:20260107T090000Z\nRRULE:FREQ=WEEKLY\nSUMMARY:Series\n{many}"
    titles, _ = read_and_list(tmp_path, make_event(series))
    assert titles == ["Series", "Good one"]


def test_thousands_of_moved_occurrences_are_borne(tmp_path: Path) -> None:
    times = [f"20260107T{hour:02}{minute:02}00Z" for hour in range(24) for minute in range(60)]
    moved = [make_event(f"RECURRENCE-ID:{at}\nDTSTART:{at}") for at in times * 3]
    series = make_event("DTSTART:20260107T090000Z\nRRULE:FREQ=WEEKLY\nSUMMARY:Series")
    titles, _ = read_and_list(tmp_path, series, *moved)
    assert titles == ["Series", "Good one"]


def test_a_folder_of_calendars_is_one_calendar(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    old = make_event("DTSTART:20261201T100000Z\nSEQUENCE:1\nSUMMARY:Old")
    new = make_event("DTSTART:20261202T100000Z\nSEQUENCE:2\nSUMMARY:New")
    (tmp_path / "a.ics").write_text(make_calendar(new), encoding="utf-8")
    (tmp_path / "sub" / "b.ics").write_text(make_calendar(old), encoding="utf-8")
    (tmp_path / "c.ics").write_text("<html>not found</html>", encoding="utf-8")
    with Sandbox(workers=1) as sandbox:
        reading = read_calendar(os.fsencode(tmp_path), "cal", sandbox)
    assert [entry.title for entry in list_calendar_entries(reading.events, ANA, TODAY)] == ["New"]
    (finding,) = reading.findings
    assert (finding.kind, finding.path) == (FindingKind.unreadable, "cal/c.ics")
