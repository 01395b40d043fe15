"""Retention policy: class and years of retention, from templates/policies/retention.yaml.

A file of its own and in this room: bags carry the class, and `retention/` imports handovers.
"""

from datetime import date
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from models.handover import Handover
from models.question import Wording
from models.values import LineText, Value
from services.data_files import read_data_file


class RetentionPolicy(Value):
    """templates/policies/retention.yaml."""

    format: Literal["baton-retention/1"]
    class_: Annotated[LineText, Field(alias="class")]
    keep_years: Annotated[int, Field(ge=0, le=100)]
    leaver: Wording
    colleague: Wording


@cache
def get_retention_policy() -> RetentionPolicy:
    """Return the policy.

    Raises:
        InvalidInputError: the data file is wrong.
    """
    return read_data_file(RetentionPolicy, "policies/retention.yaml")


def find_keep_until(handover: Handover) -> date | None:
    """Return the last day on which a handover is kept; None while a legal hold lies on it."""
    return None if handover.legal_hold else find_scheduled_end(handover)


def find_scheduled_end(handover: Handover) -> date:
    """Return the last day on which a handover is kept by schedule, whatever hold lies on it.

    That is what others may read: they do not learn of a hold.
    """
    day, years = handover.last_working_on, get_retention_policy().keep_years
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
