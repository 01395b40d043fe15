"""Cancelling a run without people: a state, not a deletion."""

from datetime import datetime

from sqlmodel import Session

from models.errors import WrongStateError
from models.states import HandoverState
from services.audit import append_event
from services.handovers.reading import get_handover


def cancel_handover(session: Session, reference: str, now: datetime) -> None:
    """Cancel the handover; nothing is deleted, and the same case can be opened again.

    Raises:
        NotFoundError: there is none of this reference.
        WrongStateError: it is closed or cancelled already, or has people, of whom HR cancels.
    """
    handover = get_handover(session, reference)
    if handover.has_people:
        raise WrongStateError(
            f"{reference} is a handover with people: baton cancel {reference} --as EMAIL of HR."
        )
    handover.move_to(HandoverState.cancelled)
    session.add(handover)
    append_event(session, now, "hr", "cancelled", reference)
