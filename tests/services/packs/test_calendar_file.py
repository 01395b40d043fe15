"""Calendar file: read back by the icalendar library, and counted by dateutil."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from dateutil.rrule import rrulestr

from models.pack import Pack
from services.packs.calendar_file import make_calendar

TODAY = date(2026, 11, 20)
FIGURES: dict[str, Any] = {
    "id": "recurring-duty-01",
    "kind": "recurring_duty",
    "title": 'Monthly figures, to the "desk"; exactly',
    "rhythm": "monthly",
    "next_on": "2026-11-30",
    "lead_time_days": 5,
    "with_whom": ["Ingrid Solheim"],
}
BUDGET = {"id": "commitment-01", "kind": "commitment", "title": "Budget", "due_on": "2026-12-10"}


def make_pack(*records: dict[str, Any], **fields: Any) -> Pack:
    head = {"reference": "HO-2026-0007", "made_on": TODAY, "records": records}
    people = {"post": {"title": "Programme officer"}, "manager": {"name": "Moussa Ba"}}
    return Pack.model_validate({**head, **people, **fields})


def read_events(pack: Pack, today: date = TODAY) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(make_calendar(pack, today))
    return list(calendar.walk("VEVENT"))


def test_a_duty_is_one_series_bounded_by_twelve_months() -> None:
    (event,) = read_events(make_pack(FIGURES))
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=datetime(2026, 11, 30))  # noqa: DTZ001 - whole days

    assert event["summary"] == FIGURES["title"]
    assert event.decoded("dtstart") == date(2026, 11, 30)
    assert [day.date() for day in rule][:4] == [
        date(2026, 11, 30),
        date(2026, 12, 30),
        date(2027, 1, 30),
        date(2027, 2, 28),
    ]
    assert event["rrule"]["UNTIL"] == [date(2027, 10, 30)]


def test_the_alarm_rings_when_work_has_to_begin() -> None:
    (event,) = read_events(make_pack(FIGURES))
    (alarm,) = event.walk("VALARM")

    assert alarm.decoded("trigger") == timedelta(days=-5)


def test_a_promise_is_one_whole_day_without_an_alarm() -> None:
    (event,) = read_events(make_pack(BUDGET))

    assert event.decoded("dtstart") == date(2026, 12, 10)
    assert event.decoded("dtend") == date(2026, 12, 11)
    assert "rrule" not in event
    assert not event.walk("VALARM")


def test_a_review_date_is_an_event_of_its_own() -> None:
    events = read_events(make_pack({**BUDGET, "review_by": "2027-03-01"}))

    assert [event["uid"] for event in events] == [
        "ho-2026-0007.commitment-01@handover.baton",
        "ho-2026-0007.commitment-01.review@handover.baton",
    ]
    assert "Budget" in events[1]["summary"]


def test_calendar_entries_and_promises_in_mail_are_there_once() -> None:
    entries = [
        {"title": "Coordination", "rrule": "FREQ=WEEKLY;BYDAY=WE", "next_on": "2026-11-25"},
        {"title": "Field visit", "next_on": "2026-12-01", "location": "Kolda"},
        {"title": "budget", "next_on": "2026-12-10"},
    ]
    threads = [{"subject": "Consent forms", "with": "B <b@example.org>", "due_on": "2026-12-02"}]

    events = read_events(make_pack(BUDGET, calendar=entries, open_threads=threads))

    titles = [event["summary"] for event in events]
    assert titles == ["Coordination", "Field visit", "Consent forms", "Budget"]
    assert events[1]["location"] == "Kolda"


def test_what_is_past_or_beyond_twelve_months_is_left_out() -> None:
    late = {**BUDGET, "id": "commitment-02", "due_on": "2027-11-20"}
    past = {**BUDGET, "id": "commitment-03", "due_on": "2026-11-19"}

    assert read_events(make_pack(late, past)) == []


def test_a_rule_that_cannot_be_followed_is_said_on_its_one_day() -> None:
    duty = {**FIGURES, "rhythm": "FREQ=HOURLY;INTERVAL=6"}

    (event,) = read_events(make_pack(duty))

    assert "rrule" not in event
    assert "FREQ=HOURLY;INTERVAL=6" in event["description"]


def test_ids_stay_when_the_days_move_on() -> None:
    entry = {"title": "Coordination", "rhythm": "weekly", "next_on": "2026-11-25"}
    later = {**entry, "next_on": "2026-12-02"}

    first = read_events(make_pack(calendar=[entry]))
    second = read_events(make_pack(calendar=[later], edition=2), date(2026, 12, 1))

    assert first[0]["uid"] == second[0]["uid"]
    assert (first[0]["sequence"], second[0]["sequence"]) == (0, 1)


def test_two_of_the_same_name_have_two_ids() -> None:
    entry = {"title": "Coordination", "rhythm": "weekly", "next_on": "2026-11-25"}

    events = read_events(make_pack(calendar=[entry, entry]))

    assert len({event["uid"] for event in events}) == 2


def test_the_file_says_what_calendar_programs_ask_for() -> None:
    pack = make_pack(FIGURES)
    calendar = icalendar.Calendar.from_ical(make_calendar(pack, TODAY))
    (event,) = calendar.walk("VEVENT")

    assert (calendar["version"], calendar["method"], calendar["calscale"]) == (
        "2.0",
        "PUBLISH",
        "GREGORIAN",
    )
    assert event.decoded("dtstamp") == datetime(2026, 11, 20, tzinfo=UTC)


def test_lines_are_folded_and_end_with_crlf_and_nothing_typed_becomes_a_property() -> None:
    title = "x\r\nATTENDEE:mailto:dan@example.org " + "é" * 200
    written = make_calendar(make_pack({**FIGURES, "title": title}), TODAY)

    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert b"\n" not in written.replace(b"\r\n", b"")
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert "attendee" not in event


def test_same_pack_and_clock_give_the_same_bytes() -> None:
    pack = make_pack(FIGURES, BUDGET)

    assert make_calendar(pack, TODAY) == make_calendar(pack, TODAY)


def test_mail_does_not_repeat_the_promise_of_a_record() -> None:
    told = {**BUDGET, "title": "Revised budget of NDA-2411", "to": "Ingrid Solheim"}
    by_mail = {"subject": "Budget NDA-2411", "with": "Ingrid Solheim <i@x.example>"}
    other = {"subject": "Pumps", "with": "Zoe Low", "due_on": "2026-12-10"}
    pack = make_pack(told, open_threads=({**by_mail, "due_on": "2026-12-10"}, other))

    assert [event["summary"] for event in read_events(pack)] == ["Pumps", told["title"]]
