"""Handover: the case, its people, its post, its plan and its risk."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column, value_column
from models.office import office_column
from models.plan import StepAct
from models.states import HANDOVER_MOVES, HandoverState, SourceState, StepState, check_move
from models.words import (
    DepartureKind,
    Depth,
    Family,
    Language,
    Mode,
    ReceiverRole,
    SourceKind,
)


class HandoverPart(SQLModel):
    """Base of every table whose rows belong to one handover."""

    handover_id: int = Field(foreign_key="handover.id", index=True)


class Person(Keyed, table=True):
    """Somebody with a part in handovers."""

    email: str = Field(unique=True)
    name: str
    office_id: int = office_column()
    """Where the person was known first."""


class Post(Keyed, table=True):
    """A post, which outlives those who hold it."""

    __table_args__ = (UniqueConstraint("title", "unit", "duty_station"),)

    title: str
    # Empty rather than NULL: NULLs are never equal, so that the same post would be stored twice.
    unit: str = ""
    duty_station: str = ""
    family: Family = Field(default=Family.general, sa_column=enum_column(Family))


class Handover(Keyed, table=True):
    """One exit from one post."""

    reference: str = Field(unique=True)
    case_key: str = Field(unique=True)
    """SHA-256 over what makes two case files the same case: leaver, post, last working day."""
    input_digest: str
    """SHA-256 over everything that was given; where it changes, the handover starts again."""
    kind: DepartureKind = Field(sa_column=enum_column(DepartureKind))
    state: HandoverState = Field(
        default=HandoverState.opened, sa_column=enum_column(HandoverState, index=True)
    )
    mode: Mode | None = Field(default=None, sa_column=enum_column(Mode, nullable=True))
    depth: Depth | None = Field(default=None, sa_column=enum_column(Depth, nullable=True))
    asked_depth: Depth | None = Field(default=None, sa_column=enum_column(Depth, nullable=True))
    """The depth that the case file asks for; None leaves it to the rubric."""
    language: Language = Field(sa_column=enum_column(Language))
    notice_on: date | None = None
    last_working_on: date
    legal_hold: bool = False
    has_people: bool = True
    """False: `baton run`; gates are passed and everything is stamped unreviewed."""
    clock_on: date | None = None
    """The fixed day of a run without people; None follows the real clock."""
    holidays: str | tuple[date, ...] = Field(
        default=(), sa_column=value_column(str | tuple[date, ...])
    )
    exclude: tuple[str, ...] = Field(default=(), sa_column=value_column(tuple[str, ...]))
    office_id: int = office_column()
    post_id: int = Field(foreign_key="post.id")
    leaver_id: int = Field(foreign_key="person.id", index=True)
    manager_id: int = Field(foreign_key="person.id", index=True)
    receiver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    receiver_role: ReceiverRole | None = Field(
        default=None, sa_column=enum_column(ReceiverRole, nullable=True)
    )
    receiver_starts_on: date | None = None
    hr_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Who administers it: who opened it or took it over; None for a run without people."""
    fallback_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Whom the leaver named to decide on changes of what they wrote once they have left."""
    returns_on: date | None = None
    """When the leaver of a long absence is back."""
    way_back_of_id: int | None = Field(default=None, foreign_key="handover.id", index=True)
    """The long absence that this handover, from the cover to the leaver, leads back from."""
    cancelled_from: HandoverState | None = Field(
        default=None, sa_column=enum_column(HandoverState, nullable=True)
    )
    """Where it was when it was cancelled: there it goes on when it is taken up again."""
    opened_at: datetime = Field(sa_column=instant_column())
    closed_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    purged_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    @property
    def has_leaver(self) -> bool:
        """Whether somebody is there to read the notice, to allow, to look and to be asked."""
        return self.mode is not Mode.zero_notice

    @property
    def is_before_review(self) -> bool:
        """Whether what comes late still finds its place: the leaver has not signed the review."""
        return self.state.is_before(HandoverState.reviewed)

    @property
    def is_running(self) -> bool:
        """Whether anything still happens to it."""
        return not self.state.has_ended

    def list_named_roles(self, person_id: int) -> frozenset[Role]:
        """Return the roles for which the handover names this person."""
        named = {
            Role.leaver: self.leaver_id,
            Role.manager: self.manager_id,
            Role.receiver: self.receiver_id,
        }
        return frozenset(role for role, named_id in named.items() if named_id == person_id)

    def list_voided_acts(self, today: date) -> tuple[StepAct, ...]:
        """Return what has to be done again after an edit of what is agreed.

        The leaver reviews again only for as long as the leaver is there.
        """
        is_there = today <= self.last_working_on
        return (StepAct.review, StepAct.sign) if is_there else (StepAct.sign,)

    def move_to(self, state: HandoverState) -> None:
        """Move on to `state`; WrongStateError where that is no move."""
        check_move(HANDOVER_MOVES, self.state, state)
        self.state = state

    def advance_to(self, state: HandoverState) -> None:
        """Move on to `state`; one that is there or further on stays where it is.

        It passes what lies between: a newer flow may have lost the step that stopped there.
        """
        for passed in self.state.list_way_to(state):
            self.move_to(passed)

    def take_back_to(self, state: HandoverState) -> None:
        """Move back to `state`; one that is not further on stays where it is.

        A closed one runs once more, and a cancelled one goes on there if it is taken up again.
        """
        if self.state is HandoverState.cancelled:
            was = self.cancelled_from
            self.cancelled_from = state if was is not None and state.is_before(was) else was
            return
        if self.state is HandoverState.closed:
            self.move_to(HandoverState.accepted)
        if state.is_before(self.state):
            self.move_to(state)


class PlanStep(HandoverPart, Keyed, table=True):
    """A step of the dated plan: who, by when, how far."""

    __tablename__: ClassVar[str] = "plan_step"
    __table_args__ = (UniqueConstraint("handover_id", "key"),)

    key: str
    owner: str
    due_on: date
    is_late: bool = False
    state: StepState = Field(default=StepState.planned, sa_column=enum_column(StepState))
    ended_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state is StepState.planned

    def end(self, state: StepState, now: datetime) -> None:
        """Note that it is done, passed over or not needed."""
        self.state, self.ended_at = state, now

    def reopen(self) -> None:
        """Let it be done again; one that is not needed stays so."""
        if self.state in (StepState.done, StepState.passed_over):
            self.state, self.ended_at = StepState.planned, None

    def redate(self, due_on: date, *, is_late: bool) -> None:
        """Give it a new date, unless it is over; one that was not needed is needed again."""
        if self.state in (StepState.planned, StepState.not_needed):
            self.due_on, self.is_late = due_on, is_late
            self.state, self.ended_at = StepState.planned, None


class RiskScore(HandoverPart, table=True):
    """One dimension of the exit rubric as the manager scored it."""

    __tablename__: ClassVar[str] = "risk_score"

    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    dimension: str = Field(primary_key=True)
    score: int = Field(ge=1, le=5)


class Source(HandoverPart, Keyed, table=True):
    """A place that the case lists: `path` as written there, `location` on this machine."""

    __table_args__ = (UniqueConstraint("handover_id", "position"),)

    position: int
    kind: SourceKind = Field(sa_column=enum_column(SourceKind))
    path: str
    location: str
    state: SourceState = Field(
        default=SourceState.waiting,
        sa_column=enum_column(SourceState, default=SourceState.waiting),
    )
    """Where the permission to read it stands; its rows say why. It counts only with people."""
    listed_for: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The permission that it was last listed under; empty where it never was."""
    files: int = 0
    read: int = 0
    skipped: int = 0
    unreadable: int = 0
    messages: int = 0
    entries: int = 0

    @property
    def is_read(self) -> bool:
        """Whether something of it was listed, and has not been taken back."""
        return bool(self.listed_for) or self.files > 0

    @property
    def is_read_unasked(self) -> bool:
        """Whether a version that did not ask has read it, for a handover with people."""
        return self.files > 0 and not self.listed_for


class FinishedStep(HandoverPart, table=True):
    """A step of the flow that is done for exactly this input: it is not done again."""

    __tablename__: ClassVar[str] = "finished_step"

    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    step: str = Field(primary_key=True)
    input_digest: str
    finished_at: datetime = Field(sa_column=instant_column())
