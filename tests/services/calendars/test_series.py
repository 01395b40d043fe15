"""Series: exceptions, moved occurrences, ends, zones and changes of the clock."""

from pathlib import Path

import pytest
from ics_texts import list_days, list_entries, make_calendar, make_event, read_events
from people import ANA

from services.calendars import list_calendar_entries

PARIS = "DTSTART;TZID=Europe/Paris:20260107T090000\nRRULE:FREQ=WEEKLY;BYDAY=WE"
"""Wednesdays; the next after the tests' today are 25 November and 2, 9, 16 December."""


def test_a_weekly_series_comes_next_on_its_next_day(tmp_path: Path) -> None:
    (entry,) = list_entries(tmp_path, make_event(PARIS + "\nDURATION:PT45M"))
    assert (str(entry.next_on), entry.rhythm, entry.duration_minutes) == (
        "2026-11-25",
        "weekly",
        45,
    )


@pytest.mark.parametrize(
    ("start", "day"),
    [("20261113T180000Z", "2026-11-20"), ("20261120T000000", "2026-11-20")],
)
def test_today_counts(tmp_path: Path, start: str, day: str) -> None:
    assert list_days(tmp_path, make_event(f"DTSTART:{start}\nRRULE:FREQ=WEEKLY")) == [day]


@pytest.mark.parametrize(
    "skipped",
    [
        "EXDATE;TZID=Europe/Paris:20261125T090000,20261202T090000",
        "EXDATE;TZID=Europe/Paris:20261125T090000\nEXDATE;TZID=Europe/Paris:20261202T090000",
        "EXDATE:20261125T080000Z,20261202T080000Z",
        "EXDATE;VALUE=DATE:20261125,20261202",
        "EXDATE:20261125T090000,20261202T090000",
        "EXDATE;TZID=Romance Standard Time:20261125T090000,20261202T090000",
        "EXDATE;TZID=Europe/Paris:garbage\nEXDATE;VALUE=DATE:20261125,20261202",
    ],
)
def test_what_is_called_off_is_passed_over(tmp_path: Path, skipped: str) -> None:
    assert list_days(tmp_path, make_event(f"{PARIS}\n{skipped}")) == ["2026-12-09"]


@pytest.mark.parametrize(
    "added",
    [
        "RDATE;TZID=Europe/Paris:20261123T140000,20261124T140000",
        "RDATE;VALUE=DATE:20261123",
        "RDATE:20261123T130000Z",
        "RDATE;VALUE=PERIOD:20261123T130000Z/PT1H",
    ],
)
def test_what_is_added_counts(tmp_path: Path, added: str) -> None:
    assert list_days(tmp_path, make_event(f"{PARIS}\n{added}")) == ["2026-11-23"]


def test_a_time_moved_within_its_day_is_still_held(tmp_path: Path) -> None:
    moved = "EXDATE;TZID=Europe/Paris:20261125T090000\nRDATE;TZID=Europe/Paris:20261125T160000"
    assert list_days(tmp_path, make_event(f"{PARIS}\n{moved}")) == ["2026-11-25"]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("20261125T080000Z", ["2026-11-25"]),
        ("20261125", ["2026-11-25"]),
        ("20261124T230000Z", ["2026-11-25"]),
        ("20261124T080000Z", []),
        ("20261124", []),
    ],
)
def test_a_series_ends_with_its_last_day(tmp_path: Path, until: str, days: list[str]) -> None:
    assert list_days(tmp_path, make_event(f"{PARIS};UNTIL={until}")) == days


def test_a_count_is_shown_as_its_last_day(tmp_path: Path) -> None:
    (entry,) = list_entries(tmp_path, make_event(f"{PARIS};COUNT=48"))
    assert entry.rrule == "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261202"
    assert list_days(tmp_path, make_event(f"{PARIS};COUNT=46")) == []


@pytest.mark.parametrize(
    ("occurrence", "day"),
    [
        ("RECURRENCE-ID;TZID=Europe/Paris:20261125T090000", "2026-11-26"),
        ("RECURRENCE-ID:20261125T080000Z", "2026-11-26"),
        ("RECURRENCE-ID;VALUE=DATE:20261125", "2026-11-26"),
    ],
)
def test_a_moved_occurrence_is_where_it_was_moved_to(
    tmp_path: Path, occurrence: str, day: str
) -> None:
    moved = make_event(f"{occurrence}\nDTSTART;TZID=Europe/Paris:20261126T100000")
    # Whichever comes first in the file.
    assert list_days(tmp_path, make_event(PARIS), moved) == [day]
    assert list_days(tmp_path, moved, make_event(PARIS)) == [day]


def test_an_occurrence_that_was_moved_away_is_not_held_on_its_old_day(tmp_path: Path) -> None:
    earlier = make_event(
        "RECURRENCE-ID:20261125T080000Z\nDTSTART;TZID=Europe/Paris:20261118T090000"
    )
    assert list_days(tmp_path, make_event(PARIS), earlier) == ["2026-12-02"]


def test_a_cancelled_occurrence_does_not_end_the_series(tmp_path: Path) -> None:
    off = make_event("RECURRENCE-ID;TZID=Europe/Paris:20261125T090000\nSTATUS:CANCELLED")
    assert list_days(tmp_path, make_event(PARIS), off) == ["2026-12-02"]


def test_a_cancellation_in_a_file_of_its_own_takes_only_its_day(tmp_path: Path) -> None:
    off = make_event("RECURRENCE-ID;TZID=Europe/Paris:20261125T090000\nSEQUENCE:3")
    series, _, _ = read_events(tmp_path, make_calendar(make_event(PARIS)))
    cancelled, _, _ = read_events(tmp_path, make_calendar(off, head="METHOD:CANCEL"))
    (entry,) = list_calendar_entries([*cancelled, *series], ANA, day := series[0].start.date())
    assert entry.next_on == day
    (later,) = list_calendar_entries([*series, *cancelled], ANA, cancelled[0].start.date())
    assert str(later.next_on) == "2026-12-02"


@pytest.mark.parametrize(("start", "day"), [("20261103", "2026-11-24"), ("20261105", "2026-11-26")])
def test_this_and_all_following_move_together(tmp_path: Path, start: str, day: str) -> None:
    split = make_event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261104T090000\n"
        f"DTSTART;TZID=Europe/Paris:{start}T090000"
    )
    assert list_days(tmp_path, make_event(PARIS), split) == [day]


def test_a_moved_day_is_found_though_its_rule_had_it_before_today(tmp_path: Path) -> None:
    split = make_event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261104T080000Z\nDTSTART:20261106T080000Z"
    )
    assert list_days(tmp_path, make_event(PARIS), split) == ["2026-11-20"]


def test_one_who_calls_off_all_that_follows_ends_the_series(tmp_path: Path) -> None:
    end = make_event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261125T080000Z\nSTATUS:CANCELLED")
    assert list_days(tmp_path, make_event(PARIS), end) == []


def test_a_split_series_goes_on_as_its_second_half(tmp_path: Path) -> None:
    # As Google and Outlook write "this and following": two series.
    first = make_event(f"{PARIS};UNTIL=20261104T080000Z\nUID:a@example.org")
    second = make_event(
        "UID:a_R20261110@example.org\nDTSTART;TZID=Europe/Paris:20261110T090000\n"
        "RRULE:FREQ=WEEKLY;BYDAY=TU"
    )
    assert list_days(tmp_path, first, second) == ["2026-11-24"]


def test_the_newest_copy_of_an_event_holds(tmp_path: Path) -> None:
    old = make_event("DTSTART:20261201T090000Z\nSEQUENCE:0")
    new = make_event("DTSTART:20261203T090000Z\nSEQUENCE:2")
    assert list_days(tmp_path, new, old) == list_days(tmp_path, old, new) == ["2026-12-03"]


def test_an_invitation_to_one_occurrence_alone_stands_for_itself(tmp_path: Path) -> None:
    days = ("20261126", "20261203")
    alone = [make_event(f"RECURRENCE-ID:{day}T090000Z\nDTSTART:{day}T090000Z") for day in days]
    assert list_days(tmp_path, *alone) == ["2026-11-26", "2026-12-03"]


@pytest.mark.parametrize("zone", ["America/New_York", "Eastern Standard Time"])
def test_clocks_that_change_move_no_meeting(tmp_path: Path, zone: str) -> None:
    # 20:30 in New York is the next day in UTC, in winter and in summer.
    start = f"DTSTART;TZID={zone}:20260707T203000\nRRULE:FREQ=WEEKLY"
    skipped = "EXDATE:20261125T013000Z"
    assert list_days(tmp_path, make_event(f"{start}\n{skipped}")) == ["2026-12-01"]


def test_a_zone_that_the_file_itself_defines_is_understood(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        "TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE"
    )
    start = "DTSTART;TZID=Customized Time Zone:20261106T020000\nRRULE:FREQ=WEEKLY"
    event = make_event(f"{start}\nEXDATE:20261119T203000Z")
    assert list_days(tmp_path, event, head=zone) == ["2026-11-27"]


def test_a_time_in_utc_is_shown_in_the_zone_of_its_calendar(tmp_path: Path) -> None:
    event = make_event("DTSTART:20261203T020000Z")
    assert list_days(tmp_path, event, head="X-WR-TIMEZONE:America/New_York") == ["2026-12-02"]
    assert list_days(tmp_path, event) == ["2026-12-03"]
