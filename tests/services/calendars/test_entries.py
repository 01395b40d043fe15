"""Entries: what of a calendar is listed, in the ways in which programs write calendars."""

from pathlib import Path

import pytest
from ics_texts import (
    list_days,
    list_entries,
    list_titles,
    make_calendar,
    make_event,
    read_events,
)

START = "DTSTART;TZID=Africa/Dakar:20261201T100000"

GOOGLE = make_event(
    """
    DTSTART;TZID=Europe/Madrid:20240115T100000
    DTEND;TZID=Europe/Madrid:20240115T104500
    RRULE:FREQ=MONTHLY;BYDAY=3MO
    DTSTAMP:20261119T101010Z
    ORGANIZER;CN=Ana Sow:mailto:ana.sow@example.org
    UID:7kukuqrfedlm2f9t0vr2q1@google.com
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ana Sow
     ;X-NUM-GUESTS=0:mailto:ana.sow@example.org
    ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;CN=lea@ministry.example:mailto:lea@ministry.example
    ATTENDEE;CUTYPE=RESOURCE;CN=Room 4:mailto:c_18@resource.calendar.example
    LAST-MODIFIED:20261101T080000Z
    SEQUENCE:1
    STATUS:CONFIRMED
    SUMMARY:Ministry call
    TRANSP:OPAQUE
""".replace("\n     ;", ";")
)
OUTLOOK = make_event("""
    ATTENDEE;CN="Ben Diop";RSVP=TRUE:mailto:ben.diop@example.org
    CLASS:PUBLIC
    DTEND;TZID="W. Europe Standard Time":20240102T093000
    DTSTART;TZID="W. Europe Standard Time":20240102T090000
    LOCATION:Microsoft Teams Meeting
    ORGANIZER;CN="Ana Sow":invalid:nomail
    PRIORITY:5
    RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO
    SUMMARY;LANGUAGE=en-us:Grants stand-up
    TRANSP:OPAQUE
    UID:040000008200E00074C5B7101A82E00800000000A0B1
    X-MICROSOFT-CDO-BUSYSTATUS:BUSY
    X-MICROSOFT-CDO-IMPORTANCE:1
    X-MS-OLK-FORCEINSPECTOROPEN:FALSE
    BEGIN:VALARM
    TRIGGER:-PT15M
    ACTION:DISPLAY
    DESCRIPTION:Reminder
    END:VALARM
""")
APPLE = make_event("""
    CREATED:20250102T101010Z
    UID:5C0A7C1F-0000-4B52-9C9F-0A1B2C3D4E5F
    DTSTART;VALUE=DATE:20250331
    DTEND;VALUE=DATE:20250401
    RRULE:FREQ=YEARLY;INTERVAL=1
    SUMMARY:Audit confirmation letters due
    TRANSP:TRANSPARENT
    ATTENDEE;CN="Lea Faye";EMAIL=lea@ministry.example;PARTSTAT=ACCEPTED:/aMjY0/principal/
    X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
""")
THUNDERBIRD = make_event("""
    CREATED:20251101T090000Z
    LAST-MODIFIED:20251101T090501Z
    DTSTAMP:20251101T090501Z
    UID:a2c7e6c5-1111-4c5d-a7fe-0d7a57c1c2ab
    SUMMARY:Relevé des stocks
    RRULE:FREQ=MONTHLY;BYMONTHDAY=-1
    DTSTART;TZID=/freeassociation.sourceforge.net/Africa/Dakar:20251130T160000
    DURATION:PT1H
    X-MOZ-GENERATION:2
""")


def test_calendars_of_every_program_are_read(tmp_path: Path) -> None:
    entries = list_entries(tmp_path, GOOGLE, OUTLOOK, APPLE, THUNDERBIRD)
    assert [(str(e.next_on), e.rhythm, e.title, e.with_whom) for e in entries] == [
        ("2026-11-30", "monthly", "Relevé des stocks", ()),
        ("2026-12-01", "fortnightly", "Grants stand-up", ("Ben Diop",)),
        ("2026-12-21", "monthly", "Ministry call", ("lea@ministry.example",)),
        ("2027-03-31", "yearly", "Audit confirmation letters due", ("Lea Faye",)),
    ]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_any_coding_and_any_line_end_is_read(tmp_path: Path, coding: str, ends: str) -> None:
    text = make_calendar(make_event(f"{START}\nSUMMARY:Réunion de clôture")).replace("\r\n", ends)
    events, _, broken = read_events(tmp_path, text.encode(coding))
    assert ([event.title for event in events], broken) == (["Réunion de clôture"], 0)


def test_several_calendars_in_one_file_and_small_letters_are_read(tmp_path: Path) -> None:
    one = make_calendar(make_event(f"{START}\nUID:1"))
    two = make_calendar(make_event(f"{START}\nUID:2")).replace("VCALENDAR", "vcalendar")
    events, _, _ = read_events(tmp_path, one + two)
    assert [event.uid for event in events] == ["1", "2"]


@pytest.mark.parametrize(
    "damage",
    [
        "DTSTART:20261301T990000",
        "DTSTART:garbage\nRRULE:FREQ=WEEKLY",
        f"{START}\nRRULE:FREQ=WEEKLY;BYDAY=XX",
        f"{START}\nRRULE:FREQ=SECONDLY;COUNT=1000000000",
        "DESCRIPTION:no time at all",
    ],
)
def test_a_broken_entry_costs_only_itself_and_is_counted(tmp_path: Path, damage: str) -> None:
    parts = (
        make_event(f"{START}\nUID:1"),
        make_event(f"{damage}\nUID:2"),
        make_event(f"{START}\nUID:3"),
    )
    events, _, broken = read_events(tmp_path, make_calendar(*parts))
    assert ([event.uid for event in events], broken) == (["1", "3"], 1)


def test_an_entry_without_an_end_costs_only_itself(tmp_path: Path) -> None:
    cut = make_event(f"{START}\nUID:2").replace("END:VEVENT\n", "")
    parts = (make_event(f"{START}\nUID:1"), cut, make_event(f"{START}\nUID:3"))
    events, _, _ = read_events(tmp_path, make_calendar(*parts))
    assert {"1", "3"} <= {event.uid for event in events}


def test_a_file_that_was_cut_off_keeps_what_was_before(tmp_path: Path) -> None:
    text = make_calendar(make_event(f"{START}\nUID:1"), make_event(f"{START}\nUID:2"))
    events, _, _ = read_events(tmp_path, text[: text.rindex("SUMMARY")])
    assert "1" in [event.uid for event in events]


@pytest.mark.parametrize(
    "mark",
    [
        "CLASS:PRIVATE",
        "CLASS:CONFIDENTIAL",
        "class:private",
        "CLASS:X-SECRET",
        "X-CALENDARSERVER-ACCESS:RESTRICTED",
        "SUMMARY:Private: dentist",
        "SUMMARY:Rendez-vous perso",
        "SUMMARY:Médico",
        "CATEGORIES:Work,Personal",
    ],
)
def test_what_is_private_is_counted_and_never_kept(tmp_path: Path, mark: str) -> None:
    event = make_event(f"{START}\nRRULE:FREQ=WEEKLY\nLOCATION:Clinic Zeta\n{mark}")
    # Some programs do not repeat the mark in the occurrences.
    occurrence = make_event(
        "RECURRENCE-ID;TZID=Africa/Dakar:20261208T100000\n"
        "DTSTART;TZID=Africa/Dakar:20261209T100000\nLOCATION:Clinic Zeta"
    )
    events, private, broken = read_events(tmp_path, make_calendar(occurrence, event))
    assert (events, private, broken) == ([], 2, 0)


@pytest.mark.parametrize(
    "mark",
    [
        "STATUS:CANCELLED",
        "SUMMARY:Canceled: Budget review",
        "SUMMARY:Annulé : revue du budget",
        "ATTENDEE;PARTSTAT=DECLINED;CN=Ana:mailto:Ana.Sow@example.org",
        "SUMMARY:Birthday of Tom",
        "SUMMARY:Out of office",
        "SUMMARY:Focus time",
        "SUMMARY:Lunch",
    ],
)
def test_what_is_off_or_no_work_is_left_out(tmp_path: Path, mark: str) -> None:
    assert list_titles(tmp_path, make_event(f"{START}\nRRULE:FREQ=WEEKLY\n{mark}")) == []


def test_a_calendar_of_cancellations_cancels(tmp_path: Path) -> None:
    assert list_titles(tmp_path, make_event(START), head="METHOD:CANCEL") == []
    assert list_titles(tmp_path, make_event(START), head="METHOD:PUBLISH") == ["Budget review"]


def test_what_somebody_else_declined_stays(tmp_path: Path) -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED;CN=Ben Diop:mailto:ben.diop@example.org"
    assert list_titles(tmp_path, make_event(f"{START}\n{declined}")) == ["Budget review"]


@pytest.mark.parametrize(
    ("task", "days"),
    [
        ("DUE:20261204T170000Z", ["2026-12-04"]),
        ("DTSTART:20260901T080000Z\nDUE:20261204T170000Z", ["2026-12-04"]),
        ("DUE;VALUE=DATE:20261204\nRRULE:FREQ=MONTHLY;COUNT=2", ["2026-12-04"]),
        ("DUE:20261204T170000Z\nSTATUS:COMPLETED", []),
        ("DUE:20261204T170000Z\nCOMPLETED:20261101T080000Z", []),
        ("DUE:20261204T170000Z\nPERCENT-COMPLETE:100", []),
        ("DUE:20261104T170000Z", []),
    ],
)
def test_tasks_are_listed_on_the_day_they_are_due(
    tmp_path: Path, task: str, days: list[str]
) -> None:
    assert list_days(tmp_path, make_event(task, "VTODO")) == days


def test_a_task_for_no_day_is_no_damage(tmp_path: Path) -> None:
    assert read_events(tmp_path, make_calendar(make_event("PRIORITY:5", "VTODO"))) == ([], 0, 0)


def test_blanks_in_a_rule_do_no_harm(tmp_path: Path) -> None:
    assert list_days(tmp_path, make_event(f"{START}\nRRULE:FREQ=WEEKLY; BYDAY=TU, TH")) == [
        "2026-12-01"
    ]


def test_secrets_are_masked_and_a_reader_sees_where(tmp_path: Path) -> None:
    (entry,) = list_entries(
        tmp_path,
        make_event(
            f"{START}\nSUMMARY:Payroll run\\, password: Tr0ub4dor&3\nLOCATION:pwd = Xk9!fRq27z"
        ),
    )
    assert "Tr0ub4dor" not in entry.title
    assert "Xk9" not in str(entry.location)


def test_single_entries_are_listed_for_twelve_months(tmp_path: Path) -> None:
    days = ("20261119", "20261120", "20271120", "20271122")
    parts = [make_event(f"DTSTART;VALUE=DATE:{day}\nUID:{day}") for day in days]
    assert list_days(tmp_path, *parts) == ["2026-11-20", "2027-11-20"]


def test_what_comes_back_by_hand_is_a_series(tmp_path: Path) -> None:
    months = ("July", "August", "September", "October", "November")
    parts = [
        make_event(f"DTSTART:2026{place:02}25T090000Z\nUID:{place}\nSUMMARY:Payroll {month} 2026")
        for place, month in enumerate(months, start=7)
    ]
    (entry,) = list_entries(tmp_path, *parts[:-1])
    assert (entry.rhythm, str(entry.next_on), entry.rrule) == (
        "monthly",
        "2026-11-25",
        "FREQ=MONTHLY",
    )


def test_three_meetings_of_one_title_are_no_series(tmp_path: Path) -> None:
    days = ("20261123", "20261130", "20261207")
    parts = [make_event(f"DTSTART;VALUE=DATE:{day}\nUID:{day}") for day in days]
    assert [entry.rhythm for entry in list_entries(tmp_path, *parts)] == [None] * 3


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=A9union", "Réunion"),
        (
            b"SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:R=E9union =\nde mai",
            "Réunion de mai",
        ),
        (b"SUMMARY:Q&amp\\;A session", "Q&A session"),
        (b"SUMMARY:R\xc3\n \xa9union", "Réunion"),
        (b"SUMMARY:R\xe9union", "Réunion"),
        (b"SUMMARY:R&eacute\\;union", "Réunion"),
    ],
)
def test_a_title_is_read_as_it_was_written(tmp_path: Path, line: bytes, title: str) -> None:
    calendar = make_calendar(make_event("DTSTART:20261208T100000\nSUMMARY:here"))
    events, private, broken = read_events(
        tmp_path, calendar.encode().replace(b"SUMMARY:here", line.replace(b"\n", b"\r\n"))
    )
    assert [event.title for event in events] == [title]
    assert (private, broken) == (0, 0)
