"""Series: named rhythms and rules of RFC 5545 as days."""

from datetime import date, timedelta

import pytest

from services.packs.recurrence import Window, find_series

TODAY = date(2026, 11, 20)
WINDOW = Window.of_twelve_months(TODAY)


def list_days(rhythm: str, next_on: date | None) -> list[str]:
    series = find_series(rhythm, next_on, WINDOW)
    return [day.isoformat() for day in series.days] if series else []


def test_the_window_is_twelve_months() -> None:
    assert (WINDOW.first, WINDOW.last) == (TODAY, date(2027, 11, 19))


@pytest.mark.parametrize(
    ("rhythm", "next_on", "count", "second"),
    [
        ("daily", date(2026, 11, 20), 365, "2026-11-21"),
        ("weekly", date(2026, 11, 24), 52, "2026-12-01"),
        ("fortnightly", date(2026, 11, 24), 26, "2026-12-08"),
        ("monthly", date(2026, 12, 5), 12, "2027-01-05"),
        ("monthly", date(2026, 12, 31), 11, "2027-01-31"),
        ("monthly", date(2026, 11, 30), 12, "2026-12-30"),
        ("quarterly", date(2026, 11, 30), 4, "2027-02-28"),
        ("half_yearly", date(2026, 12, 1), 2, "2027-06-01"),
        ("yearly", date(2026, 12, 1), 1, None),
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 11, 27), 12, "2026-12-25"),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9", date(2026, 11, 23), 104, "2026-11-26"),
        ("FREQ=WEEKLY;COUNT=3", date(2026, 11, 24), 3, "2026-12-01"),
        ("FREQ=DAILY;UNTIL=20261201T120000Z", date(2026, 11, 30), 2, "2026-12-01"),
    ],
)
def test_a_rhythm_lands_on_the_right_days(
    rhythm: str, next_on: date, count: int, second: str | None
) -> None:
    days = list_days(rhythm, next_on)

    assert len(days) == count
    assert days[0] == next_on.isoformat()
    assert days[1:2] == ([second] if second else [])


def test_the_end_of_the_month_stays_the_end_of_the_month() -> None:
    assert list_days("monthly", date(2027, 1, 31))[:3] == ["2027-01-31", "2027-02-28", "2027-03-31"]


def test_a_leap_day_is_kept_every_year() -> None:
    assert list_days("yearly", date(2024, 2, 29)) == ["2027-02-28"]


def test_a_series_that_began_long_ago_keeps_its_fortnight() -> None:
    days = find_series("fortnightly", date(2024, 1, 3), WINDOW)

    assert days
    assert days.days[0] == date(2026, 12, 2)
    assert (days.days[0] - date(2024, 1, 3)) % timedelta(days=14) == timedelta()


def test_a_next_day_beside_the_rule_is_kept_as_an_extra() -> None:
    series = find_series("FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 26), WINDOW)

    assert series
    assert (series.extra_on, series.days[0]) == (date(2026, 11, 26), date(2026, 12, 2))


def test_a_rule_that_says_its_days_needs_no_next_day() -> None:
    assert list_days("FREQ=MONTHLY;BYMONTHDAY=15", None)[0] == "2026-12-15"
    assert list_days("monthly", None) == []


@pytest.mark.parametrize(
    "rhythm",
    [
        "now and then",
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYSETPOS=9",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=YEARLY;BYEASTER=1",
        "",
    ],
)
def test_a_rule_that_whole_days_cannot_follow_is_no_series(rhythm: str) -> None:
    assert find_series(rhythm, TODAY, WINDOW) is None


@pytest.mark.parametrize("next_on", [date(2027, 11, 20), date(2030, 1, 1)])
def test_what_begins_after_the_window_is_no_series(next_on: date) -> None:
    assert find_series("weekly", next_on, WINDOW) is None
