"""Cancelling: a state, not a deletion."""

from datetime import datetime

from sqlmodel import Session

from models.states import HandoverState
from services.audit import append_event
from services.handovers.reading import get_handover


def cancel_handover(session: Session, reference: str, now: datetime) -> None:
    """Cancel the handover; nothing is deleted, and the same case can be opened again.

    Raises:
        NotFoundError: there is none of this reference.
        WrongStateError: it is closed or cancelled already.
    """
    handover = get_handover(session, reference)
    handover.move_to(HandoverState.cancelled)
    session.add(handover)
    append_event(session, now, "hr", "cancelled", reference)
