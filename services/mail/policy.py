"""Mail policy: when people are reminded, and what mails leave out, from templates/policies/."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from models.question import QuestionId
from models.values import Value
from services.data_files import read_data_file

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
    """Steps whose title would tell why somebody leaves."""


@cache
def get_mail_policy() -> MailPolicy:
    """Return the policy.

    Raises:
        InvalidInputError: the data file is wrong.
    """
    return read_data_file(MailPolicy, "policies/reminders.yaml")
