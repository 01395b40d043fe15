"""Case file: what CASE.yaml and ANSWERS.yaml say, as validated values (docs/case-file.md)."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from models.record_kinds import RecordUnion
from models.values import Day, Lines, LineText, NameText, Value
from models.words import (
    DepartureKind,
    Depth,
    Family,
    Language,
    ReceiverRole,
    Respondent,
    SourceKind,
)


def check_email(address: str) -> str:
    """Return the address.

    Raises:
        ValueError: it has not the form of one.
    """
    name, at, domain = address.partition("@")
    if not (name and at and domain) or any(
        character.isspace() or character in "@<>,;" for character in name + domain
    ):
        raise ValueError("an e-mail address has the form name@example.org")
    return address


EmailText = Annotated[NameText, AfterValidator(check_email)]
Score = Annotated[int, Field(ge=1, le=5)]


class PersonEntry(Value):
    """A person as the case file names one."""

    name: NameText
    email: EmailText


class ReceiverEntry(PersonEntry):
    """Who receives, in which role, from when."""

    role: ReceiverRole = ReceiverRole.successor
    starts_on: Day | None = None


class PostEntry(Value):
    """The post that is left."""

    title: NameText
    unit: NameText | None = None
    duty_station: NameText | None = None
    family: Family = Family.general


class RiskScores(Value):
    """The manager's scores on the exit rubric, 1 to 5; None is not scored yet."""

    role_criticality: Score | None = None
    knowledge_concentration: Score | None = None
    tacit_depth: Score | None = None
    system_risk: Score | None = None
    replacement_difficulty: Score | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything is scored."""
        return None not in self.model_dump().values()


class SourceEntry(Value):
    """A place to harvest; the path is relative to the case file."""

    kind: SourceKind
    path: LineText


class CaseFile(Value):
    """CASE.yaml."""

    format: Literal["baton-case/1"]
    leaver: PersonEntry
    post: PostEntry
    kind: DepartureKind
    notice_on: Day | None = None
    last_working_on: Day
    manager: PersonEntry
    receiver: ReceiverEntry | None = None
    language: Language = Language.en
    depth: Literal["auto"] | Depth = "auto"
    legal_hold: bool = False
    risk: RiskScores = RiskScores()
    sources: tuple[SourceEntry, ...] = ()
    exclude: Lines = ()
    holidays: LineText | tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _receiver_is_another(self) -> Self:
        if self.receiver and self.receiver.email.casefold() == self.leaver.email.casefold():
            raise ValueError(
                f"receiver.email {self.receiver.email} is the leaver's: "
                "name who takes over, or leave receiver out"
            )
        return self

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.notice_on and self.notice_on > self.last_working_on:
            raise ValueError(
                f"notice_on {self.notice_on} is after last_working_on {self.last_working_on}: "
                "give the earlier day as notice_on"
            )
        return self


class AnswersFile(Value):
    """ANSWERS.yaml: what one person answered."""

    format: Literal["baton-answers/1"]
    respondent: Respondent
    name: NameText
    answered_on: Day | None = None
    records: tuple[RecordUnion, ...] = ()
