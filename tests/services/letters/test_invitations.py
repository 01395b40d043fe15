"""A day in a calendar has one uid for ever; the highest sequence holds."""

from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar
from people import ANA
from sqlmodel import select

from models.handover import PlanStep
from models.mail import Invitation, Mail
from services.letters.invitations import (
    cancel_invitation,
    find_invitation,
    invite,
    update_invitation,
)

NOON = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
DUE = date(2026, 11, 25)


@pytest.fixture
def step(desk, handover):
    return PlanStep(handover_id=handover.row_id, key="interview", owner="leaver", due_on=DUE)


@pytest.fixture
def calendars(desk, room):
    """Send what is queued, and read the calendars that arrived."""

    def read():
        assert desk.send().problem is None
        parts = [
            part
            for message in room.messages
            for part in message.walk()
            if part.get_content_type() == "text/calendar"
        ]
        return [(part, Calendar.from_ical(part.get_content())) for part in parts]

    return read


def test_an_invitation_is_a_day_that_calendars_read(desk, handover, step, calendars):
    with desk.store.write() as session:
        assert invite(session, handover, step, 1, NOON)

    ((part, calendar),) = calendars()
    (event,) = calendar.walk("VEVENT")

    assert part.get_param("method") == calendar["METHOD"] == "REQUEST"
    assert event.decoded("DTSTART") == DUE
    assert event.decoded("DTEND") == DUE + timedelta(days=1)
    assert event["SUMMARY"] == f"Answer the interview ({handover.reference})"
    assert event["ATTENDEE"] == f"mailto:{ANA.email}"
    assert event["ORGANIZER"] == "mailto:baton@example.org"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["URL"] == f"https://baton.example.org/handovers/{handover.reference}"


def test_the_same_invitation_is_written_once(desk, handover, step):
    with desk.store.write() as session:
        told = [invite(session, handover, step, 1, NOON) for _ in range(3)]

    assert told == [True, False, False]
    with desk.store.read() as session:
        assert len(session.exec(select(Mail)).all()) == 1


def test_a_day_moves_and_is_taken_out_under_one_uid(desk, handover, step, calendars):
    with desk.store.write() as session:
        invite(session, handover, step, 1, NOON)
        invitation = find_invitation(session, handover, "interview", 1)
        assert not update_invitation(session, handover, invitation, DUE, NOON)
        assert update_invitation(session, handover, invitation, date(2026, 12, 8), NOON)
        assert cancel_invitation(session, handover, invitation, NOON)
        assert not cancel_invitation(session, handover, invitation, NOON)

    read = calendars()
    events = [calendar.walk("VEVENT")[0] for _, calendar in read]

    assert [part.get_param("method") for part, _ in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1].decoded("DTSTART") == date(2026, 12, 8)


def test_who_is_asked_again_gets_the_day_back(desk, handover, step, calendars):
    with desk.store.write() as session:
        invite(session, handover, step, 1, NOON)
        cancel_invitation(
            session, handover, find_invitation(session, handover, "interview", 1), NOON
        )
        assert invite(session, handover, step, 1, NOON)

    assert [calendar["METHOD"] for _, calendar in calendars()] == ["REQUEST", "CANCEL", "REQUEST"]
    with desk.store.read() as session:
        (invitation,) = session.exec(select(Invitation)).all()
    assert (invitation.sequence, invitation.is_cancelled) == (2, False)


def test_two_people_have_two_days(desk, handover, step, calendars):
    with desk.store.write() as session:
        assert invite(session, handover, step, 1, NOON)
        assert invite(session, handover, step, 2, NOON)

    assert len({calendar.walk("VEVENT")[0]["UID"] for _, calendar in calendars()}) == 2
