"""Running: the handovers that are under way, and what each waits for."""

from sqlmodel import Session, col, select

from models.handover import Handover
from models.plan import Gate
from models.states import HandoverState
from services.acts.closing import list_obstacles
from services.handovers.gates import Wait, list_waits

_ENDED = (HandoverState.closed, HandoverState.cancelled)
_ORDER = list(HandoverState)
_AT_LEAST = {
    Gate.interview: HandoverState.harvested,
    Gate.review: HandoverState.answered,
    Gate.sign_off: HandoverState.reviewed,
    Gate.acceptance: HandoverState.delivered,
    Gate.evaluation: HandoverState.accepted,
}
"""How far a handover is that waits at a gate: where it is not, a run has got lost."""


def list_running(session: Session) -> list[Handover]:
    """Return the handovers with people that are under way, by reference."""
    query = select(Handover).where(col(Handover.has_people), col(Handover.state).not_in(_ENDED))
    return list(session.exec(query.order_by(col(Handover.reference))))


def find_waits(session: Session, handovers: list[Handover]) -> dict[int, Wait | None]:
    """Return the first thing that each handover waits for, None where it waits for nobody."""
    return {
        handover_id: next(iter(waits), None)
        for handover_id, waits in list_waits(session, handovers).items()
    }


def is_behind(session: Session, handover: Handover, wait: Wait | None) -> bool:
    """Whether a run could carry the handover further than it is."""
    if wait is not None:
        return _ORDER.index(handover.state) < _ORDER.index(_AT_LEAST[wait.gate])
    if handover.state is HandoverState.accepted:
        return not list_obstacles(session, handover)
    return True
