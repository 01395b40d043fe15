"""Identities: which rows of a handover are somebody's, and how they pass to another address.

A file of its own: it knows every table that names people, which those who only look need not load.
"""

from typing import Any

from sqlmodel import Session, col, update

from models.found import FoundItem
from models.gap import Gap
from models.handover import Handover
from models.participant import PartChange, Participant
from models.permission import SourcePermission
from models.proposal import Proposal
from models.reception import ReadBack, Survey
from models.record import Answer, Record
from models.signing import ReviewComment, SignOff

OF_A_CASE = ("leaver_id", "manager_id", "receiver_id", "hr_id", "fallback_id")
"""The columns of a handover that name a person."""
OF_ITS_PARTS: tuple[tuple[Any, Any], ...] = (
    (Participant.handover_id, Participant.person_id),
    (Answer.handover_id, Answer.person_id),
    (Record.handover_id, Record.owner_id),
    (SignOff.handover_id, SignOff.person_id),
    (ReviewComment.handover_id, ReviewComment.person_id),
    (ReadBack.handover_id, ReadBack.person_id),
    (Survey.handover_id, Survey.person_id),
    (Gap.handover_id, Gap.settled_by_id),
    (Record.handover_id, Record.shown_to_id),
    (PartChange.handover_id, PartChange.old_id),
    (PartChange.handover_id, PartChange.new_id),
    (Proposal.handover_id, Proposal.proposed_by_id),
    (Proposal.handover_id, Proposal.decided_by_id),
    (SourcePermission.handover_id, SourcePermission.person_id),
    (FoundItem.handover_id, FoundItem.decided_by_id),
)
"""Every column of a handover's parts that says whose they are; mails and invitations are none."""


def pass_on(session: Session, handover: Handover, old_id: int, new_id: int) -> None:
    """Let everything in this handover that was one person's be that of another address."""
    for name in OF_A_CASE:
        if getattr(handover, name) == old_id:
            setattr(handover, name, new_id)
    session.add(handover)
    session.flush()
    for handover_id, column in OF_ITS_PARTS:
        mine = (col(handover_id) == handover.id) & (col(column) == old_id)
        session.exec(update(column.class_).where(mine).values({column: new_id}))
    session.expire_all()
