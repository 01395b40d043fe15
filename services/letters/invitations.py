"""Invitations: the day of a step in a calendar: put in, moved, taken out again."""

from datetime import date, datetime, timedelta
from typing import Literal
from uuid import uuid4

from icalendar import Calendar, Event, vCalAddress, vText
from sqlmodel import Session, select

from models.handover import Handover, PlanStep
from models.mail import Invitation
from models.values import Value
from services.letters.letter_facts import MailTemplate
from services.letters.mail_queue import Letter, queue_mail
from services.texts import clean_line

PRODUCT = "-//Baton//Handover invitation 1//EN"


class CalendarDay(Value):
    """A whole day in a calendar. The uid stays the same, and the newest sequence holds."""

    method: Literal["REQUEST", "CANCEL"]
    uid: str
    sequence: int
    due_on: date
    title: str
    description: str
    url: str
    organizer: str
    attendee: str
    stamped_at: datetime


def write_calendar(day: CalendarDay) -> str:
    """Return the day as iCalendar (RFC 5545, RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", day.method)
    calendar.add_component(_write_event(day))
    written: bytes = calendar.to_ical()
    return written.decode()


def _write_event(day: CalendarDay) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("sequence", day.sequence)
    event.add("dtstamp", day.stamped_at)
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("summary", clean_line(day.title))
    event.add("description", day.description)
    if day.url:
        event.add("url", day.url)
    event.add("status", "CANCELLED" if day.method == "CANCEL" else "CONFIRMED")
    # A day by which something is to be done keeps nobody from meetings on it.
    event.add("transp", "TRANSPARENT")
    event.add("organizer", _address(day.organizer))
    attendee = _address(day.attendee)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return event


def _address(email: str) -> vCalAddress:
    return vCalAddress(f"mailto:{email}")


def invite(
    session: Session, handover: Handover, step: PlanStep, person_id: int, now: datetime
) -> bool:
    """Put the step into the person's calendar; into one that has it, only if its day is another.

    Returns:
        Whether a mail was queued.
    """
    found = find_invitation(session, handover, step.key, person_id)
    if found is not None and not found.is_cancelled:
        return update_invitation(session, handover, found, step.due_on, now)
    invitation = found or Invitation(
        handover_id=handover.row_id,
        step=step.key,
        person_id=person_id,
        uid=f"{uuid4()}@baton",
        sequence=-1,
        due_on=step.due_on,
    )
    invitation.is_cancelled, invitation.due_on = False, step.due_on
    return _tell(session, handover, invitation, MailTemplate.invitation, now)


def update_invitation(
    session: Session, handover: Handover, invitation: Invitation, due_on: date, now: datetime
) -> bool:
    """Move the step in the person's calendar; does nothing where it is on that day already.

    Returns:
        Whether a mail was queued.
    """
    if invitation.is_cancelled or invitation.due_on == due_on:
        return False
    invitation.due_on = due_on
    return _tell(session, handover, invitation, MailTemplate.rescheduled, now)


def cancel_invitation(
    session: Session, handover: Handover, invitation: Invitation, now: datetime
) -> bool:
    """Take the step out of the person's calendar; does nothing where it has been taken out.

    Returns:
        Whether a mail was queued.
    """
    if invitation.is_cancelled:
        return False
    invitation.is_cancelled = True
    return _tell(session, handover, invitation, MailTemplate.cancelled, now)


def find_invitation(
    session: Session, handover: Handover, step: str, person_id: int
) -> Invitation | None:
    """Return the invitation of this person to this step, also a cancelled one, or None."""
    query = select(Invitation).where(
        Invitation.handover_id == handover.id,
        Invitation.step == step,
        Invitation.person_id == person_id,
    )
    return session.exec(query).one_or_none()


def _tell(
    session: Session,
    handover: Handover,
    invitation: Invitation,
    template: MailTemplate,
    now: datetime,
) -> bool:
    # A calendar holds on to the highest number, in whatever order the mails arrive.
    invitation.sequence += 1
    session.add(invitation)
    session.flush()
    letter = Letter(
        key=f"invitation:{invitation.uid}:{invitation.sequence}",
        person_id=invitation.person_id,
        template=template,
        facts={
            "reference": handover.reference,
            "step": invitation.step,
            "due_on": invitation.due_on.isoformat(),
            "uid": invitation.uid,
            "sequence": invitation.sequence,
        },
        language=handover.language,
        handover_id=handover.row_id,
    )
    return queue_mail(session, letter, now)
