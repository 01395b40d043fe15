"""Consent letters: the notice before anything is read, and the reminders of a yes or a no.

Each reminder is a mail of its own key, so that it is written once ever; and silence is counted in
reminders that were written, so that a system that stood still for a month keeps nobody out.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.acting import Role
from models.handover import Handover, Source
from models.mail import Mail
from models.plan import Gate
from models.states import SourceState
from services.acts.actors import find_owner_id
from services.handovers.clearing import list_sources
from services.handovers.consent import list_groups
from services.handovers.gates import find_wait
from services.handovers.permissions import list_in_force, list_permissions
from services.letters.letter_facts import MailTemplate
from services.letters.mail_policy import find_loud_time
from services.letters.mail_queue import Letter, queue_mail
from services.letters.mail_settings import MailSettings
from services.offices.office_policies import get_office_policy
from services.workdays import get_calendar


def ask_for_sources(session: Session, handover: Handover, now: datetime) -> int:
    """Give the leaver the notice, ask the others who have to allow; return how many are new."""
    waiting = _list_waiting(session, handover)
    if not waiting or not handover.is_running:
        return 0
    if not handover.has_leaver:
        return _write(session, handover, waiting, 0, now)
    letter = Letter(
        key=f"notice:{handover.reference}",
        person_id=handover.leaver_id,
        template=MailTemplate.notice,
        facts={"reference": handover.reference, "sources": len(waiting)},
        language=handover.language,
        handover_id=handover.row_id,
    )
    others = [one for one in _list_asked(session, handover, waiting) if one != handover.leaver_id]
    return int(queue_mail(session, letter, now)) + (
        _write(session, handover, waiting, 0, now) if others else 0
    )


def remind_of_sources(
    session: Session, handover: Handover, now: datetime, settings: MailSettings
) -> int:
    """Write the next reminder where its day has come; return how many mails are new.

    As for any reminder, the day is worked and the hour is not quiet.
    """
    waiting = _list_waiting(session, handover)
    policy = get_office_policy(session, handover).sources
    last, written_on = _find_last(session, handover)
    if not waiting or written_on is None or last >= policy.reminders:
        return 0
    calendar, day = get_calendar(handover.holidays), now.date()
    if calendar.shift(written_on, policy.workdays_between) > day or not calendar.is_workday(day):
        return 0
    if find_loud_time(now, settings) > now:
        return 0
    return _write(session, handover, waiting, last + 1, now)


def is_silence_over(session: Session, handover: Handover, now: datetime) -> bool:
    """Whether everybody was reminded as often as the policy says, and had time after it."""
    policy = get_office_policy(session, handover).sources
    last, written_on = _find_last(session, handover)
    if written_on is None or last < policy.reminders:
        return False
    calendar = get_calendar(handover.holidays)
    return calendar.shift(written_on, policy.workdays_between) <= now.date()


def _list_waiting(session: Session, handover: Handover) -> list[Source]:
    if not handover.has_people or find_wait(session, handover, Gate.sources) is None:
        return []
    sources = list_sources(session, handover)
    return [source for source in sources if source.state is SourceState.waiting]


def _write(
    session: Session, handover: Handover, waiting: list[Source], number: int, now: datetime
) -> int:
    """Write the reminder of a number to everybody whose yes or no is still missing."""
    letters = [
        Letter(
            key=f"sources:{handover.reference}:{number}:{person_id}",
            person_id=person_id,
            template=MailTemplate.sources_waiting,
            facts={"reference": handover.reference, "sources": len(waiting)},
            language=handover.language,
            handover_id=handover.row_id,
        )
        for person_id in _list_asked(session, handover, waiting)
        if number or person_id != handover.leaver_id
    ]
    return sum(queue_mail(session, letter, now) for letter in letters)


def _list_asked(session: Session, handover: Handover, waiting: list[Source]) -> list[int]:
    """Return who has to answer: somebody of each group that has not said yes to all of them."""
    rows = list_permissions(session, handover)
    asked = [
        group
        for group in list_groups(session, handover)
        if not all(
            any(row.role in group for row in list_in_force(rows, source)) for source in waiting
        )
    ]
    people = {_find_person(session, handover, group) for group in asked}
    return sorted(one for one in people if one is not None)


def _find_person(session: Session, handover: Handover, group: tuple[Role, ...]) -> int | None:
    """Return who of the roles is asked; HR, in whose hands an empty office lies, comes last."""
    people = [find_owner_id(session, handover, role) for role in group]
    return next((one for one in people if one != handover.hr_id), people[0])


def _find_last(session: Session, handover: Handover) -> tuple[int, date | None]:
    """Return the number of the newest reminder, 0 for the first letter, and its day."""
    keys = (f"notice:{handover.reference}", f"sources:{handover.reference}:")
    query = select(Mail).where(
        (col(Mail.key) == keys[0]) | col(Mail.key).startswith(keys[1], autoescape=True)
    )
    mails = list(session.exec(query.order_by(col(Mail.created_at), col(Mail.id))))
    numbers = [0 if mail.key == keys[0] else int(mail.key.split(":")[2]) for mail in mails]
    if not mails:
        return 0, None
    last = max(numbers)
    days = [mail.created_at.date() for mail, n in zip(mails, numbers, strict=True) if n == last]
    return last, max(days)
