"""Mail policy: when people are reminded, what mails leave out, and when nobody is disturbed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from models.question import QuestionId
from models.values import Value
from services.data_files import read_data_file
from services.letters.mail_settings import MailSettings

Days = Annotated[int, Field(ge=0, le=60)]


class DigestPolicy(Value):
    """When a step is in the digest of its owner."""

    workdays_before: Days
    daily_until: Days


class EscalationPolicy(Value):
    """When others hear of a step that is late."""

    workdays_after: Annotated[int, Field(ge=1, le=60)]
    again_days: Annotated[int, Field(ge=1, le=60)]


class MailPolicy(Value):
    """templates/policies/reminders.yaml."""

    format: Literal["baton-reminders/1"]
    digest: DigestPolicy
    escalation: EscalationPolicy
    untold_steps: frozenset[QuestionId]
    """Steps whose title would give away why somebody leaves."""


@cache
def get_mail_policy() -> MailPolicy:
    """Return the policy.

    Raises:
        InvalidInputError: the data file is wrong.
    """
    return read_data_file(MailPolicy, "policies/reminders.yaml")


def find_loud_time(now: datetime, settings: MailSettings) -> datetime:
    """Return the instant, or the end of the quiet hours that it lies in; UTC."""
    zone = ZoneInfo(settings.time_zone)
    local = now.astimezone(zone)
    begin, end, clock = settings.quiet_from, settings.quiet_until, local.time()
    goes_over_midnight = begin > end
    is_evening = goes_over_midnight and clock >= begin
    is_morning = clock < end and (goes_over_midnight or clock >= begin)
    if not is_evening and not is_morning:
        return now
    day = local.date() + timedelta(days=is_evening)
    return datetime.combine(day, end, zone).astimezone(UTC)
