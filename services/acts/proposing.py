"""Proposing: what becomes of a change of somebody else's record, and who decides after them."""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.audit import AuditAction
from models.case_file import PersonEntry
from models.errors import NotFoundError, WrongStateError
from models.handover import Handover
from models.proposal import Proposal, ProposalState
from models.record import Record
from models.record_kinds import RecordUnion
from models.values import RowId, Value
from models.words import Audience
from services.acts.parts import take_part
from services.acts.reviewing import (
    Revision,
    check_revision,
    get_record,
    list_written,
    rewrite_record,
)
from services.acts.rights import Action, get_handover_for
from services.acts.seeing import list_readable
from services.acts.traces import leave_trace
from services.handovers.agreements import find_sign_off, void_agreements
from services.handovers.answers import MaskedRecord
from services.handovers.pending_changes import (
    list_all_proposals,
    list_deciders,
    list_open_proposals,
)


class ProposalView(Value):
    """A change of a record: as it is, and as somebody would have it.

    `before` is None once it was decided, and for a proposer who may not read the record any more.
    """

    id: RowId
    record_id: RowId
    revision: RowId
    state: ProposalState
    proposed_at: datetime
    is_yours: bool
    is_yours_to_decide: bool
    before: RecordUnion | None
    after: RecordUnion
    note: str
    """Why it ended without a decision; empty where it waits or was decided."""


_LAPSED = "Nobody was left who may agree to it. The record stays as its author left it."


def list_proposals(
    session: Session, actor: Actor, reference: str, now: datetime, *, is_all: bool = False
) -> tuple[ProposalView, ...]:
    """Return the changes of what the actor wrote, proposed, or has to decide on.

    Those that wait, or with `is_all` those that were decided as well.
    """
    handover = get_handover_for(session, actor, reference, Action.see_changes)
    readable = {record.id for record, _ in list_readable(session, handover, actor)}
    found = []
    for proposal, answer in list_all_proposals(session, handover):
        is_open, mine = proposal.state is ProposalState.open, actor.person_id
        deciders = list_deciders(handover, proposal, answer, now.date()) if is_open else ()
        is_concerned = mine in (
            *deciders,
            answer.person_id,
            proposal.proposed_by_id,
            proposal.decided_by_id,
        )
        if is_concerned and (is_open or is_all):
            may_read = mine in deciders or proposal.record_id in readable
            record = session.get_one(Record, proposal.record_id) if is_open and may_read else None
            found.append(_view(proposal, record, mine, is_yours_to_decide=mine in deciders))
    return tuple(found)


def _view(
    proposal: Proposal, record: Record | None, reader_id: int, *, is_yours_to_decide: bool
) -> ProposalView:
    return ProposalView(
        id=proposal.row_id,
        record_id=proposal.record_id,
        revision=proposal.revision,
        state=proposal.state,
        proposed_at=proposal.proposed_at,
        is_yours=proposal.proposed_by_id == reader_id,
        is_yours_to_decide=is_yours_to_decide,
        before=record.content if record else None,
        after=proposal.content,
        note=_LAPSED if proposal.state is ProposalState.lapsed else "",
    )


def agree_to_change(
    session: Session, actor: Actor, reference: str, proposal_id: int, now: datetime
) -> int:
    """Give a record the text that somebody proposed; agreements and signatures are void.

    Returns:
        The record's new revision.

    Raises:
        NotFoundError: there is no such change for the actor to decide on.
        WrongStateError: the record was edited since.
    """
    handover = get_handover_for(session, actor, reference, Action.decide_change)
    proposal = _get_decided(session, handover, actor, proposal_id, now)
    record = session.get_one(Record, proposal.record_id)
    check_revision(record, Revision(record_id=record.row_id, revision=proposal.revision))
    proposal.decide(ProposalState.agreed, actor.person_id, now)
    session.add(proposal)
    masked = MaskedRecord(proposal.content, proposal.places)
    rewrite_record(session, handover, record, masked, now)
    leave_trace(session, handover, actor, AuditAction.edited, now)
    return record.revision


def refuse_change(
    session: Session, actor: Actor, reference: str, proposal_id: int, now: datetime
) -> None:
    """Leave a record as it is.

    Raises:
        NotFoundError: there is no such change for the actor to decide on.
    """
    handover = get_handover_for(session, actor, reference, Action.decide_change)
    proposal = _get_decided(session, handover, actor, proposal_id, now)
    proposal.decide(ProposalState.refused, actor.person_id, now)
    session.add(proposal)
    leave_trace(session, handover, actor, AuditAction.refused_change, now)


def name_fallback(
    session: Session, actor: Actor, reference: str, person: PersonEntry, now: datetime
) -> None:
    """Name who decides, from the day after the last one, on changes of what the leaver wrote.

    Raises:
        InvalidInputError: it is the leaver, HR of the case, or the address is somebody else's here.
    """
    handover = get_handover_for(session, actor, reference, Action.name_fallback)
    handover.fallback_id = take_part(session, handover, actor, Role.peer, person).row_id
    leave_trace(session, handover, actor, AuditAction.named_fallback, now)


def show_record(
    session: Session, actor: Actor, reference: str, record_id: int, now: datetime
) -> None:
    """Let a manager who came later read what the actor wrote for the former one's eyes.

    Raises:
        NotFoundError: the actor wrote no such record.
        WrongStateError: it is not for the manager's eyes alone.
    """
    handover = get_handover_for(session, actor, reference, Action.show_record)
    record = get_record(list_written(session, handover, actor), reference, record_id)
    if record.audience is not Audience.manager:
        raise WrongStateError(
            f'record {record_id} is not for the manager alone but "{record.audience}". '
            "Edit it to change who reads it."
        )
    record.shown_to_id = handover.manager_id
    session.add(record)
    session.flush()
    if find_sign_off(session, handover, Role.manager):
        void_agreements(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.showed_record, now)


def _get_decided(
    session: Session, handover: Handover, actor: Actor, proposal_id: int, now: datetime
) -> Proposal:
    for proposal, answer in list_open_proposals(session, handover):
        deciders = list_deciders(handover, proposal, answer, now.date())
        if proposal.id == proposal_id and actor.person_id in deciders:
            return proposal
    raise NotFoundError(f"{handover.reference} has no change {proposal_id} for you to decide on.")
