"""Days of repetitions, against what dateutil makes of rules that were put together by hand."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SU, TH, TU, WE, WEEKLY, YEARLY, rrule, rruleset
from hypothesis import given, settings
from hypothesis import strategies as st
from ics_texts import TODAY

from models.errors import InvalidInputError
from services.calendars.repetitions import list_days, parse_rule, say_rhythm

START = datetime.combine(date(2024, 1, 3), time(9, 30))
END = date(2034, 1, 1)
ORACLE = {
    "FREQ=WEEKLY": rrule(WEEKLY, dtstart=START),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH": rrule(
        WEEKLY, dtstart=START, interval=2, byweekday=(TU, TH)
    ),
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO": rrule(
        WEEKLY, dtstart=START, interval=2, wkst=SU, byweekday=(SU, MO)
    ),
    "FREQ=MONTHLY;BYDAY=-1TH": rrule(MONTHLY, dtstart=START, byweekday=TH(-1)),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": rrule(
        MONTHLY, dtstart=START, byweekday=(MO, TU, WE, TH, FR), bysetpos=-1
    ),
    "FREQ=MONTHLY;BYMONTHDAY=31": rrule(MONTHLY, dtstart=START, bymonthday=31),
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1": rrule(
        MONTHLY, dtstart=START, interval=3, bymonthday=-1
    ),
    "FREQ=YEARLY;BYMONTH=3;BYDAY=4WE": rrule(YEARLY, dtstart=START, bymonth=3, byweekday=WE(4)),
    "FREQ=YEARLY;BYDAY=20MO": rrule(YEARLY, dtstart=START, byweekday=MO(20)),
    "FREQ=YEARLY;BYYEARDAY=-1,100": rrule(YEARLY, dtstart=START, byyearday=(-1, 100)),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=FR": rrule(YEARLY, dtstart=START, byweekno=20, byweekday=FR),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": rrule(YEARLY, dtstart=START, bymonth=2, bymonthday=29),
    "FREQ=DAILY;INTERVAL=10;COUNT=150": rrule(DAILY, dtstart=START, interval=10, count=150),
    "FREQ=DAILY;BYDAY=MO,FR;UNTIL=20270131": rrule(
        DAILY,
        dtstart=START,
        byweekday=(MO, FR),
        until=datetime.combine(date(2027, 1, 31), time(23)),
    ),
}


@pytest.mark.parametrize("text", ORACLE)
def test_the_next_days_are_those_of_dateutil(text: str) -> None:
    days = list(islice(list_days(parse_rule(text), START.date(), TODAY), 12))
    last = TODAY + timedelta(days=9 * 366)
    expected = rruleset()
    expected.rrule(ORACLE[text])
    midnight = datetime.combine(TODAY, time())
    assert days == [at.date() for at in expected.xafter(midnight, 12, inc=True) if at.date() < last]


@st.composite
def make_rules(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    names = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
    name = draw(st.sampled_from(sorted(names)))
    interval = draw(st.integers(1, 5))
    months = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    places = draw(st.lists(st.integers(0, 6), max_size=3, unique=True))
    which = draw(st.sampled_from((0, 1, 2, 4, -1))) if name == "MONTHLY" else 0
    weekdays = [(MO, TU, WE, TH, FR, SU)[place % 6] for place in places]
    text = f"FREQ={name};INTERVAL={interval}"
    text += f";BYMONTH={','.join(map(str, months))}" if months else ""
    said = ",".join(f"{which or ''}{day}" for day in weekdays)
    return text + (f";BYDAY={said}" if said else ""), {
        "freq": names[name],
        "interval": interval,
        "bymonth": months or None,
        "byweekday": [day(which) if which else day for day in weekdays] or None,
    }


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(make_rules(), st.dates(date(2015, 1, 1), date(2027, 12, 28)))
def test_any_rule_falls_where_dateutil_says(
    made: tuple[str, dict[str, Any]], start_on: date
) -> None:
    text, arguments = made
    start = datetime.combine(start_on, time(9))
    expected = rrule(dtstart=start, until=datetime.combine(END, time()), **arguments)
    wanted = [at.date() for at in expected if at.date() >= TODAY][:5]
    days = islice(list_days(parse_rule(text), start_on, TODAY), 5)
    assert [day for day in days if day < END] == wanted


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("FREQ=DAILY", "daily"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "daily"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "daily"),
        ("FREQ=HOURLY;INTERVAL=24", "daily"),
        ("FREQ=WEEKLY;BYDAY=TU", "weekly"),
        ("FREQ=DAILY;INTERVAL=7", "weekly"),
        ("FREQ=WEEKLY;INTERVAL=2", "fortnightly"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "fortnightly"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "fortnightly"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "monthly"),
        ("FREQ=MONTHLY;INTERVAL=3", "quarterly"),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15", "quarterly"),
        ("FREQ=MONTHLY;BYMONTH=3,9", "half_yearly"),
        ("FREQ=MONTHLY;INTERVAL=6", "half_yearly"),
        ("FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYDAY=4WE", "yearly"),
        ("FREQ=MONTHLY;INTERVAL=12", "yearly"),
        ("FREQ=WEEKLY;INTERVAL=6", "FREQ=WEEKLY;INTERVAL=6"),
        ("FREQ=YEARLY;INTERVAL=2", "FREQ=YEARLY;INTERVAL=2"),
    ],
)
def test_a_rhythm_has_the_name_that_people_give_it(rule: str, name: str) -> None:
    assert say_rhythm(rule) == name


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=abc",
        "FREQ=WEEKLY;INTERVAL=0",
        "BYDAY=MO",
        "",
        "FREQ=DAILY;UNTIL=20261345",
    ],
)
def test_a_rule_that_nobody_can_follow_is_refused(rule: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000000",
        "FREQ=YEARLY;BYWEEKNO=99",
        "FREQ=WEEKLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
    ],
)
def test_a_day_that_never_comes_is_not_looked_for_for_ever(rule: str) -> None:
    # dateutil looks for the first of these until the year 9999.
    for start_on in (date(1601, 1, 1), date(2026, 1, 1), date(9999, 12, 31)):
        assert list(list_days(parse_rule(rule), start_on, TODAY)) == []


def test_a_series_of_centuries_ago_still_falls_in_step() -> None:
    rule = parse_rule("FREQ=WEEKLY;INTERVAL=2")
    start_on = date(1601, 1, 1)
    first = next(list_days(rule, start_on, TODAY))
    assert (first - start_on).days % 14 == 0
    assert 0 <= (first - TODAY).days < 14
