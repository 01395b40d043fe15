"""Gap: what is missing from a handover, until somebody answers or waives it."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.columns import Keyed, enum_column, instant_column
from models.errors import WrongStateError
from models.handover import HandoverPart
from models.states import GapState
from models.words import GapKind


class Gap(HandoverPart, Keyed, table=True):
    """Something nobody knows yet. A waiver has a reason and an end, at which the gap is back."""

    __table_args__ = (UniqueConstraint("handover_id", "key"),)

    key: str
    """SHA-256 over kind and words: the same gap of a later edition is the same row."""
    kind: GapKind = Field(sa_column=enum_column(GapKind))
    what: str
    whom_to_ask: str | None = None
    state: GapState = Field(
        default=GapState.open, sa_column=enum_column(GapState, default=GapState.open)
    )
    answer: str | None = None
    waived_because: str | None = None
    waived_until: date | None = None
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    @property
    def is_settled_by_edition(self) -> bool:
        """Whether an edition answered it, and not a person: a later one may have it again."""
        return self.state is GapState.answered and self.settled_by_id is None

    def answer_with(self, text: str, person_id: int, now: datetime) -> None:
        """Let a person answer it in words."""
        self.state, self.answer = GapState.answered, text
        self.settled_by_id, self.settled_at = person_id, now

    def waive(self, reason: str, until: date, person_id: int, now: datetime) -> None:
        """Let the manager accept it until a day, for a reason.

        Raises:
            WrongStateError: it has been answered.
        """
        if self.state is GapState.answered:
            raise WrongStateError(f"gap {self.id} has been answered: there is nothing to waive.")
        self.state = GapState.waived
        self.waived_because, self.waived_until = reason, until
        self.settled_by_id, self.settled_at = person_id, now

    def settle(self, now: datetime) -> None:
        """Note that it is answered, by an edition or an act."""
        self.state, self.settled_at = GapState.answered, now

    def open_again(self) -> None:
        """Let it be missing again."""
        self.state, self.settled_at, self.settled_by_id = GapState.open, None, None

    def has_outlived_waiver(self, today: date) -> bool:
        """Whether it was waived until a day that is over."""
        is_waived = self.state is GapState.waived
        return is_waived and self.waived_until is not None and self.waived_until < today
