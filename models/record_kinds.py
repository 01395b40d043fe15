"""Record kinds: what can be handed over, one value model a kind (docs/case-file.md)."""

import re
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from models.values import Day, Lines, LineText, LongText, Texts, Value
from models.words import Audience, Priority, Rhythm, TipWhen

# No number of more than four digits but in a date: what comes every ten billion months never comes.
_RULE = re.compile(
    r"(RRULE:)?FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(;(INTERVAL|COUNT|BY[A-Z]+|WKST)=[+-]?[0-9]{0,4}[A-Z]{0,2}(,[+-]?[0-9]{0,4}[A-Z]{0,2})*"
    r"|;UNTIL=[0-9]{8}(T[0-9]{6}Z?)?)*"
)


def _check_rhythm(rhythm: str) -> str:
    rule = rhythm.strip().upper()
    if rhythm not in set(Rhythm) and not _is_rule(rule):
        names = ", ".join(Rhythm)
        raise ValueError(f"a rhythm is one of {names}, or an RRULE such as FREQ=MONTHLY")
    return rhythm if rhythm in set(Rhythm) else rule


def _is_rule(rule: str) -> bool:
    # Whether UNTIL has a time zone depends on a first day, which is not known here.
    endless = re.sub(r";UNTIL=[^;]*", "", rule.removeprefix("RRULE:"))
    try:
        return bool(_RULE.fullmatch(rule) and rrulestr(endless, dtstart=_ANY_DAY))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return False


_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a rule of days has no time zone
RhythmText = Annotated[str, AfterValidator(_check_rhythm)]
Level = Annotated[int, Field(ge=1, le=5)]


class RecordContent(Value):
    """What every kind has: a title, and who may read it."""

    model_config = ConfigDict(populate_by_name=True)
    is_judgement: ClassVar[bool] = False
    """Whether the kind carries judgement, not only a list entry (see coverage)."""

    title: LineText
    body: LongText | None = None
    audience: Audience = Audience.successor
    knowledge_area: LineText | None = None
    priority: Priority = Priority.medium
    review_by: Day | None = None
    sources: Lines = ()


class RoleCard(RecordContent):
    """The post: what it is for, and where its limits are."""

    kind: Literal["role_card"] = "role_card"
    purpose: LongText | None = None
    success_criteria: Texts | None = None
    limits_of_authority: Texts | None = None
    reports_to: Texts | None = None
    supervises: Texts | None = None


class KnowledgeArea(RecordContent):
    """A field of knowledge, how much it matters and who holds it (1 to 5)."""

    kind: Literal["knowledge_area"] = "knowledge_area"
    importance: Level = 3
    best_holder: Level | None = None
    second_holder: Level | None = None
    documented: bool | LongText | None = None


class Commitment(RecordContent):
    """A promise made in the name of the post."""

    kind: Literal["commitment"] = "commitment"
    to: Texts | None = None
    due_on: Day | None = None
    next_action: LongText | None = None
    evidence: Texts | None = None
    only_i_track: bool | None = None


class WorkInFlight(RecordContent):
    """Work under way, with its official and its real status."""

    kind: Literal["work_in_flight"] = "work_in_flight"
    official_status: LongText | None = None
    real_status: LongText | None = None
    next_action: LongText | None = None
    urgency: LongText | None = None
    budget: LongText | None = None
    partners: Texts | None = None
    blockers: Texts | None = None


class RecurringDuty(RecordContent):
    """A duty that comes back."""

    kind: Literal["recurring_duty"] = "recurring_duty"
    rhythm: RhythmText | None = None
    next_on: Day | None = None
    lead_time_days: Annotated[int, Field(ge=0, le=730)] | None = None
    purpose: LongText | None = None
    with_whom: Texts | None = None


class Decision(RecordContent):
    """A decision, why it was taken and what was rejected."""

    kind: Literal["decision"] = "decision"
    is_judgement: ClassVar[bool] = True
    why: LongText | None = None
    rejected: Texts | None = None
    approved_by: Texts | None = None
    decided_on: Day | None = None
    revisit_when: LongText | None = None


class WarningRecord(RecordContent):
    """A contingency: if this happens, then do that."""

    kind: Literal["warning"] = "warning"
    is_judgement: ClassVar[bool] = True
    if_: Annotated[LongText | None, Field(alias="if")] = None
    then: LongText | None = None
    early_signs: Texts | None = None


class ContactRecord(RecordContent):
    """A person to inherit; neutral about the person."""

    kind: Literal["contact"] = "contact"
    name: LineText | None = None
    organization: LongText | None = None
    inside: bool | None = None
    channel: Texts | None = None
    why: LongText | None = None
    promised: Texts | None = None
    introduced: bool | LongText | None = None


class System(RecordContent):
    """A system or an access; never the secret itself."""

    kind: Literal["system"] = "system"
    owner: LongText | None = None
    how_to_get_access: LongText | None = None
    quirks: Texts | None = None


class DocumentRecord(RecordContent):
    """A document that matters, and why."""

    kind: Literal["document"] = "document"
    location: LongText | None = None
    why: LongText | None = None
    classification: LongText | None = None


class Process(RecordContent):
    """How something is done, with its exceptions."""

    kind: Literal["process"] = "process"
    is_judgement: ClassVar[bool] = True
    trigger: LongText | None = None
    steps: Texts | None = None
    exceptions: Texts | None = None


class Lesson(RecordContent):
    """One hard case and what it teaches."""

    kind: Literal["lesson"] = "lesson"
    is_judgement: ClassVar[bool] = True
    what_happened: LongText | None = None
    cues: Texts | None = None
    what_a_newcomer_would_miss: LongText | None = None


class Tip(RecordContent):
    """Advice for the receiver's first days."""

    kind: Literal["tip"] = "tip"
    when: TipWhen | None = None


class OpenQuestion(RecordContent):
    """What nobody could answer: printed as UNKNOWN, with whom to ask."""

    kind: Literal["open_question"] = "open_question"
    whom_to_ask: Texts | None = None


AnyRecord = (
    RoleCard
    | KnowledgeArea
    | Commitment
    | WorkInFlight
    | RecurringDuty
    | Decision
    | WarningRecord
    | ContactRecord
    | System
    | DocumentRecord
    | Process
    | Lesson
    | Tip
    | OpenQuestion
)
RecordUnion = Annotated[AnyRecord, Field(discriminator="kind")]
RECORD_KINDS: dict[str, type[AnyRecord]] = {
    str(kind.model_fields["kind"].default): kind for kind in AnyRecord.__args__
}
RECORD = TypeAdapter[AnyRecord](RecordUnion)
TAKEN_OVER = ("warning", "commitment", "work_in_flight", "recurring_duty")
"""Kinds that need somebody who looks after them: the receiver takes them over one by one."""
COMMON_FIELDS = tuple(RecordContent.model_fields)


def dump_record(record: AnyRecord) -> dict[str, object]:
    """Return the record as JSON-ready data under the names of files, without empty fields."""
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def list_own_fields(kind: str) -> tuple[str, ...]:
    """Return the fields only this kind has, under the names of files, in reading order."""
    fields = RECORD_KINDS[kind].model_fields
    own = (name for name in fields if name not in (*COMMON_FIELDS, "kind"))
    return tuple(fields[name].alias or name for name in own)
