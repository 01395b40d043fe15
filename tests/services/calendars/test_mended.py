"""What programs write beside the standard is read where it means one thing; the rest is damaged."""

from pathlib import Path

import pytest
from ics_texts import list_days, make_calendar, make_event, read_events

from services.calendars.mended_lines import mend_lines

BERLIN = "DTSTART;TZID=Europe/Berlin:20261105T100000"
GUEST = "ATTENDEE;PARTSTAT=DECLINED:mailto:ana.sow@example.org"


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (f"{BERLIN}\nRRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=", "2026-11-26"),
        (f"{BERLIN}\nRRULE:FREQ=WEEKLY;COUNT=;BYDAY=TH", "2026-11-26"),
        (f"{BERLIN}\nRRULE:W1 TH #0", "2026-11-26"),
        (f"{BERLIN}\nRRULE:D2 #0", "2026-11-21"),
        (f"{BERLIN}\nRRULE:MP1 1+ TH #0", "2026-12-03"),
        (f"{BERLIN}\nRRULE:MD1 5 #0", "2026-12-05"),
        (f"{BERLIN}\nRRULE:YM1 12 #0", "2026-12-05"),
        (f"{BERLIN}\nRRULE:FREQ=WEEKLY;BYDAY=TH\nRRULE:FREQ=WEEKLY;BYDAY=MO", "2026-11-23"),
        (
            "DTSTART:20260131T100000\nRRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=31",
            "2026-11-30",
        ),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261126T003000", "2026-11-26"),
        ("DTSTART;TZID=Europe/Berlin: 20261126T100000", "2026-11-26"),
        ("DTSTART:2026-11-26T10:00:00", "2026-11-26"),
        ("DTSTART:2026-11-26", "2026-11-26"),
    ],
)
def test_what_means_one_thing_is_read(tmp_path: Path, lines: str, day: str) -> None:
    assert list_days(tmp_path, make_event(lines)) == [day]


@pytest.mark.parametrize("lines", ["DTSTART:26/11/2026", f"{BERLIN}\nRRULE:W1 XX #0", "DTSTART:"])
def test_what_is_in_doubt_is_counted_as_damaged(tmp_path: Path, lines: str) -> None:
    events, _, broken = read_events(tmp_path, make_calendar(make_event(lines)))
    assert (events, broken) == ([], 1)


@pytest.mark.parametrize("mark", ["SUMMARY:Canceled: Budget review", f"SUMMARY:Budget\n{GUEST}"])
def test_one_occurrence_is_called_off_by_its_title_or_the_leaver(tmp_path: Path, mark: str) -> None:
    series = make_event(f"{BERLIN}\nRRULE:FREQ=WEEKLY")
    moment = "RECURRENCE-ID;TZID=Europe/Berlin:20261126T100000"
    occurrence = make_event(f"{moment}\n{BERLIN.replace('1105', '1126')}\n{mark}")
    assert list_days(tmp_path, series, occurrence) == ["2026-12-03"]


def test_a_standard_calendar_stays_as_it_is() -> None:
    text = make_calendar(
        make_event(f"{BERLIN}\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20271231T230000Z"),
        make_event("DTSTART;VALUE=DATE:20261105\nDESCRIPTION:RRULE: 2026-11-05\nLOCATION:a=b"),
    ).replace("\r\n", "\n")
    assert mend_lines(text) == text
