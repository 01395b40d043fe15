"""Signing: the manager approves the entries, or sends them back with comments."""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.audit import AuditAction
from models.errors import InvalidInputError, WrongStateError
from models.handover import Handover
from models.plan import Gate, StepAct
from models.signing import ReviewComment
from models.values import LongText, RowId, Value
from services.acts.beside import take_typed
from services.acts.reviewing import get_record
from services.acts.rights import Action, get_handover_for
from services.acts.traces import leave_trace
from services.handovers.agreements import (
    list_for_manager,
    put_signature,
    void_agreements,
)
from services.handovers.gates import find_first_wait
from services.handovers.plans import end_steps, list_open_steps
from services.secrets.masked_values import Masked


def sign(session: Session, actor: Actor, reference: str, now: datetime) -> str:
    """Approve every entry as it is; a later edit voids the signature.

    Returns:
        The digest that was signed.

    Raises:
        WrongStateError: an earlier gate is closed, or it is signed already.
    """
    handover = get_handover_for(session, actor, reference, Action.sign)
    _check_turn(session, handover)
    for record in list_for_manager(session, handover):
        record.sign()
        session.add(record)
    signature = put_signature(session, handover, Role.manager, actor.person_id, now)
    end_steps(session, list_open_steps(session, handover, StepAct.sign), now)
    leave_trace(session, handover, actor, AuditAction.signed, now)
    return signature.digest


class Comment(Value):
    """Why something is sent back: one record, or without one all of them."""

    text: LongText
    record_id: RowId | None = None


def send_back(
    session: Session, actor: Actor, reference: str, given: Masked[Comment], now: datetime
) -> None:
    """Send one record, or all of them, back to the leaver, and say why.

    Raises:
        InvalidInputError: no comment is given.
        WrongStateError: an earlier gate is closed, or it is signed already.
        NotFoundError: there is no such record.
    """
    handover = get_handover_for(session, actor, reference, Action.send_back)
    comment = take_typed(session, handover, given)
    if not comment.text.strip():
        raise InvalidInputError("text is empty. Say what is wrong or missing.")
    _check_turn(session, handover)
    records, number = list_for_manager(session, handover), comment.record_id
    for record in records if number is None else [get_record(records, reference, number)]:
        record.send_back()
        session.add(record)
    session.add(
        ReviewComment(
            handover_id=handover.row_id,
            record_id=comment.record_id,
            person_id=actor.person_id,
            text=comment.text,
            at=now,
        )
    )
    void_agreements(session, handover, now)
    leave_trace(session, handover, actor, AuditAction.sent_back, now)


def _check_turn(session: Session, handover: Handover) -> None:
    wait = find_first_wait(session, handover)
    if wait is not None and wait.gate is Gate.sign_off and handover.is_running:
        return
    stands = wait.describe() if wait else str(handover.state)
    raise WrongStateError(f"{handover.reference} cannot be signed now: it is {stands}.")
