"""Case file: what CASE.yaml and ANSWERS.yaml say, as validated values (docs/case-file.md)."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from models.addresses import check_email, is_same_address
from models.normal_forms import normalize
from models.office_policy import OfficeKey
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


def is_same_name(one: str, other: str) -> bool:
    """Whether both name one person; capitals and blanks make no other."""
    return _fold_name(one) == _fold_name(other)


def _fold_name(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


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
    office: OfficeKey | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        clashes = self.list_clashes()
        if clashes:
            raise ValueError("; ".join(clashes))
        return self

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.notice_on and self.notice_on > self.last_working_on:
            raise ValueError(
                f"notice_on {self.notice_on} is after last_working_on {self.last_working_on}: "
                "give the earlier day as notice_on"
            )
        return self

    def list_clashes(self) -> list[str]:
        """Return what is wrong with who takes which part, each in a few words."""
        manager, receiver = self.manager, self.receiver
        clashes = []
        if is_same_address(manager.email, self.leaver.email):
            clashes.append(
                f"manager.email {manager.email} is the leaver's: name who signs in their place"
            )
        if receiver and is_same_address(receiver.email, self.leaver.email):
            clashes.append(
                f"receiver.email {receiver.email} is the leaver's: "
                "name who takes over, or leave receiver out"
            )
        if (
            receiver
            and is_same_address(receiver.email, manager.email)
            and not is_same_name(receiver.name, manager.name)
        ):
            clashes.append(
                f'receiver.email {receiver.email} is that of two people, "{manager.name}" '
                f'and "{receiver.name}": give each their own, or one person one name'
            )
        return clashes


class AnswersFile(Value):
    """ANSWERS.yaml: what one person answered."""

    format: Literal["baton-answers/1"]
    respondent: Respondent
    name: NameText
    answered_on: Day | None = None
    records: tuple[RecordUnion, ...] = ()
