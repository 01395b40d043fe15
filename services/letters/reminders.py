"""Reminders: one a person and working day, and what manager and HR hear of late steps.

What waits to be sent is kept true until it goes out: a step that is done leaves the digest, and a
digest that could not be sent is replaced by the next, so that a standstill ends without a flood.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from models.acting import Role
from models.mail import Mail, MailFacts, StepFact
from models.states import MailState
from models.words import Language
from services.acts.actors import find_owner_id
from services.letters.letter_facts import MailTemplate
from services.letters.mail_policy import find_loud_time, get_mail_policy
from services.letters.mail_queue import Letter, queue_mails
from services.letters.mail_settings import MailSettings
from services.letters.open_steps import DueStep, list_due_steps

_WEEK = timedelta(days=7)


def queue_digests(session: Session, now: datetime, settings: MailSettings) -> int:
    """Remind everybody who has a step that is due soon or overdue, at most once a working day.

    Returns:
        How many mails are new.
    """
    send_at, day = _find_sending(now, settings)
    policy = get_mail_policy().digest
    reminded, asked = _list_reminded(session, day), _list_asked(session, day, settings)
    steps_of: dict[int, list[DueStep]] = defaultdict(list)
    for step in list_due_steps(session, day, -policy.workdays_before):
        steps_of[step.person_id].append(step)
    letters = [
        Letter(
            key=f"digest:{person_id}:{day}",
            person_id=person_id,
            template=MailTemplate.digest,
            facts={
                "overdue": [step.line for step in steps if step.workdays_over > 0],
                "soon": [step.line for step in steps if step.workdays_over <= 0],
            },
            language=_choose_language(steps, settings),
            not_before=send_at,
        )
        for person_id, steps in sorted(steps_of.items())
        if person_id not in asked and (_is_newly_due(steps) or person_id not in reminded)
    ]
    return _replace(session, MailTemplate.digest, letters, now)


def queue_escalations(session: Session, now: datetime, settings: MailSettings) -> int:
    """Tell manager and HR of steps that are late: of each once a week, in one mail a person.

    Returns:
        How many mails are new.
    """
    send_at, day = _find_sending(now, settings)
    policy = get_mail_policy().escalation
    told = _list_mentioned(session, day, day - timedelta(days=policy.again_days))
    steps_of: dict[int, list[DueStep]] = defaultdict(list)
    for step in list_due_steps(session, day, policy.workdays_after):
        for person_id in _list_superiors(session, step):
            if (step.line.reference, step.line.step) not in told[person_id]:
                steps_of[person_id].append(step)
    letters = [
        Letter(
            key=f"escalation:{person_id}:{day}",
            person_id=person_id,
            template=MailTemplate.escalation,
            facts={"overdue": [step.line for step in steps]},
            language=_choose_language(steps, settings),
            not_before=send_at,
        )
        for person_id, steps in sorted(steps_of.items())
    ]
    return _replace(session, MailTemplate.escalation, letters, now)


def _find_sending(now: datetime, settings: MailSettings) -> tuple[datetime, date]:
    send_at = find_loud_time(now, settings)
    return send_at, send_at.astimezone(ZoneInfo(settings.time_zone)).date()


def _is_newly_due(steps: list[DueStep]) -> bool:
    """Whether a step brings a digest every day; others do so once a week."""
    return any(step.workdays_over <= get_mail_policy().digest.daily_until for step in steps)


def _list_reminded(session: Session, day: date) -> set[int]:
    """Return who got a digest within the week before this day."""
    mails = _list_gone_out(session, MailTemplate.digest, day - _WEEK)
    return {mail.person_id for mail in mails if day - _WEEK < _get_day(mail.key) < day}


def _list_asked(session: Session, day: date, settings: MailSettings) -> set[int]:
    """Return who is asked about sources on this day: one reminder a day is enough."""
    zone = ZoneInfo(settings.time_zone)
    mails = select(Mail.person_id).where(
        col(Mail.template).in_((MailTemplate.notice, MailTemplate.sources_waiting)),
        col(Mail.created_at).between(
            datetime.combine(day, time(), zone), datetime.combine(day, time.max, zone)
        ),
    )
    return set(session.exec(mails))


def _choose_language(steps: list[DueStep], settings: MailSettings) -> Language:
    languages = {step.handover.language for step in steps}
    return languages.pop() if len(languages) == 1 else settings.language


def _list_superiors(session: Session, step: DueStep) -> set[int]:
    # A manager does not learn why somebody leaves, also not by what is late.
    roles = (Role.hr,) if step.tells_why else (Role.manager, Role.hr)
    people = (find_owner_id(session, step.handover, role) for role in roles)
    return {person_id for person_id in people if person_id is not None}


def _list_mentioned(session: Session, day: date, after: date) -> Mapping[int, set[tuple[str, str]]]:
    """Return the steps that each person was reminded of after one day and before another."""
    told: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for mail in _list_gone_out(session, MailTemplate.escalation, after):
        if after < _get_day(mail.key) < day:
            for step in _list_overdue(mail.facts):
                told[mail.person_id].add((step.reference, step.step))
    return told


def _list_gone_out(session: Session, template: MailTemplate, after: date) -> list[Mail]:
    """Return the mails for days after this one; what still waits is written again."""
    # A mail is written at most a night before the day that it is for.
    begin = datetime.combine(after - timedelta(days=2), time(), UTC)
    query = select(Mail).where(
        Mail.template == template,
        Mail.state != MailState.queued,
        col(Mail.created_at) > begin,
    )
    return list(session.exec(query))


def _get_day(key: str) -> date:
    return date.fromisoformat(key.rpartition(":")[2])


def _list_overdue(facts: MailFacts) -> list[StepFact]:
    steps = facts["overdue"]
    return steps if isinstance(steps, list) else []


def _replace(session: Session, template: MailTemplate, letters: list[Letter], now: datetime) -> int:
    """Queue the letters; they replace those of their kind that have not gone out yet."""
    keys = [letter.key for letter in letters]
    is_unsent = (col(Mail.template) == template) & (col(Mail.state) == MailState.queued)
    session.exec(delete(Mail).where(is_unsent, col(Mail.key).not_in(keys)))
    facts = {letter.key: letter.facts for letter in letters}
    for waiting in session.exec(select(Mail).where(is_unsent, col(Mail.key).in_(keys))):
        waiting.facts = facts[waiting.key]
        session.add(waiting)
    return queue_mails(session, letters, now)
