"""Pending changes: which changes of somebody else's record wait, and whose they are to decide.

A file of its own, as acts and letters both ask it.
"""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, exists, select

from models.acting import Actor
from models.errors import WrongStateError
from models.handover import Handover
from models.proposal import Proposal, ProposalState
from models.record import Answer, Record
from models.states import HandoverState
from models.words import Respondent
from services.handovers.answers import MaskedRecord


def list_all_proposals(session: Session, handover: Handover) -> list[tuple[Proposal, Answer]]:
    """Return every change that was proposed, with whose record each is about, the first first."""
    query = (
        select(Proposal, Answer)
        .join(Record, col(Proposal.record_id) == col(Record.id))
        .join(Answer, col(Record.answer_id) == col(Answer.id))
        .where(Proposal.handover_id == handover.id)
    )
    return list(session.exec(query.order_by(col(Proposal.id))))


def list_open_proposals(session: Session, handover: Handover) -> list[tuple[Proposal, Answer]]:
    """Return the changes that wait, with whose record each is about, the first first."""
    every = list_all_proposals(session, handover)
    return [pair for pair in every if pair[0].state is ProposalState.open]


def count_to_decide(
    session: Session, handover: Handover, person_id: int, today: date
) -> Counter[int]:
    """Return by record how many changes wait for a person to agree to."""
    return Counter(
        proposal.record_id
        for proposal, answer in list_open_proposals(session, handover)
        if person_id in list_deciders(handover, proposal, answer, today)
    )


def refuse_all(
    session: Session, handover: Handover, record: Record, actor: Actor, now: datetime
) -> None:
    """Refuse every change of a record that is struck out: nobody has to decide on it any more."""
    for proposal, _ in list_open_proposals(session, handover):
        if proposal.record_id == record.id:
            proposal.decide(ProposalState.refused, actor.person_id, now)
            session.add(proposal)


def refuse_unseen(session: Session, handover: Handover, actor: Actor, now: datetime) -> None:
    """Refuse every change of what the manager wrote, who is replaced and sees none of it again."""
    for proposal, answer in list_open_proposals(session, handover):
        if answer.person_id == handover.manager_id:
            proposal.decide(ProposalState.refused, actor.person_id, now)
            session.add(proposal)


def lapse_undecidable(session: Session, now: datetime) -> list[tuple[Handover, int]]:
    """End the changes on which nobody may decide any more; return whose and how many they were.

    A cancelled handover may be reopened: there they wait.
    """
    query = select(Handover).where(
        exists().where(
            col(Proposal.handover_id) == col(Handover.id), col(Proposal.state) == ProposalState.open
        ),
        col(Handover.state) != HandoverState.cancelled,
    )
    ended = []
    for handover in session.exec(query.order_by(col(Handover.reference))):
        over = [
            proposal
            for proposal, answer in list_open_proposals(session, handover)
            if handover.state is HandoverState.closed
            or not list_deciders(handover, proposal, answer, now.date())
        ]
        for proposal in over:
            proposal.lapse(now)
            session.add(proposal)
        if over:
            ended.append((handover, len(over)))
    return ended


def list_deciders(
    handover: Handover, proposal: Proposal, answer: Answer, today: date
) -> frozenset[int]:
    """Return who may agree to a change: its author, and once they have left whom they named."""
    return find_keepers(handover, answer, today) - {proposal.proposed_by_id}


def find_keepers(handover: Handover, answer: Answer, today: date) -> frozenset[int]:
    """Return who may change what somebody wrote; empty where it stays as it was left.

    A manager who was replaced has no part any more, and could neither see nor decide it.
    """
    is_former = answer.respondent is Respondent.manager and answer.person_id != handover.manager_id
    if answer.person_id is None or is_former:
        return frozenset()
    if answer.person_id != handover.leaver_id or today <= handover.last_working_on:
        return frozenset({answer.person_id})
    return frozenset({handover.fallback_id} if handover.fallback_id is not None else ())


class ProposedChange(NamedTuple):
    """A record, whose it is, and the text that somebody else would give it."""

    record: Record
    answer: Answer
    masked: MaskedRecord


def propose(
    session: Session, handover: Handover, actor: Actor, change: ProposedChange, now: datetime
) -> None:
    """Keep a change of somebody else's record until they decide; it replaces one's earlier one.

    Raises:
        WrongStateError: nobody is there to decide: the record stays as its author left it.
    """
    record, answer, masked = change
    if not find_keepers(handover, answer, now.date()) - {actor.person_id}:
        raise WrongStateError(
            f"record {record.id} of {handover.reference} stays as its author left it: "
            "they have gone, and named nobody who may agree to a change."
        )
    for earlier, _ in list_open_proposals(session, handover):
        if earlier.record_id == record.id and earlier.proposed_by_id == actor.person_id:
            earlier.decide(ProposalState.replaced, actor.person_id, now)
            session.add(earlier)
    session.add(
        Proposal(
            handover_id=handover.row_id,
            record_id=record.row_id,
            revision=record.revision,
            content=masked.content,
            places=masked.places,
            proposed_by_id=actor.person_id,
            proposed_at=now,
        )
    )
    session.flush()
