"""Follow-up: a question back, and the words that call for one (templates/forms/follow_ups.yaml)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator

from models.question import Wording
from models.values import Lines, Value


class Missing(StrEnum):
    """What a record can lack so that one has to ask again."""

    decision_without_why = "decision_without_why"
    warning_without_if = "warning_without_if"
    warning_without_then = "warning_without_then"
    commitment_without_date = "commitment_without_date"
    commitment_without_person = "commitment_without_person"
    short_answer = "short_answer"


def _check_complete(given: dict[Missing, Wording]) -> dict[Missing, Wording]:
    lacking = [name for name in Missing if name not in given]
    if lacking:
        raise ValueError(f"{', '.join(lacking)} is not there: write what is asked then")
    return given


class VagueWords(Value):
    """Words that hide a judgement, and what is asked when somebody uses one."""

    reason: str
    en: Lines
    fr: Lines
    ask: Wording
    is_at_start: bool = False
    """Whether they count only as the first words of a text."""


class FollowUpRules(Value):
    """What calls for a follow-up, and how it is asked; `{quote}` stands for the quoted words."""

    format: Literal["baton-follow-ups/1"]
    words: tuple[VagueWords, ...]
    missing: Annotated[dict[Missing, Wording], AfterValidator(_check_complete)]


class FollowUp(Value):
    """A question back. `field` is the record's field that it is about, `quote` words from it."""

    reason: str
    field: str
    quote: str
    question: str
