"""Proposal: a change of somebody else's record, which stays as it is until its author agrees."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from models.columns import Keyed, enum_column, instant_column, value_column
from models.errors import WrongStateError
from models.handover import HandoverPart
from models.record_kinds import AnyRecord, RecordUnion


class ProposalState(StrEnum):
    """What became of a proposal."""

    open = "open"
    agreed = "agreed"
    refused = "refused"
    replaced = "replaced"
    """By a later one of the same person."""
    lapsed = "lapsed"
    """Nobody is left who may agree to it: the record stays as its author left it."""


class Proposal(HandoverPart, Keyed, table=True):
    """Another text, or another audience, for one revision of somebody else's record."""

    record_id: int = Field(foreign_key="record.id", index=True)
    revision: int
    content: AnyRecord = Field(sa_column=value_column(RecordUnion))
    places: tuple[str, ...] = Field(default=(), sa_column=value_column(tuple[str, ...]))
    """Where in the text a secret was masked."""
    proposed_by_id: int = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_column=instant_column())
    state: ProposalState = Field(
        default=ProposalState.open, sa_column=enum_column(ProposalState, index=True)
    )
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))

    def decide(self, state: ProposalState, person_id: int, now: datetime) -> None:
        """Agree to it or refuse it.

        Raises:
            WrongStateError: it is decided already.
        """
        if self.state is not ProposalState.open:
            raise WrongStateError(f"proposal {self.id} is already {self.state}.")
        self.state, self.decided_by_id, self.decided_at = state, person_id, now

    def lapse(self, now: datetime) -> None:
        """End it, as nobody will ever decide on it."""
        self.state, self.decided_at = ProposalState.lapsed, now
