"""Running: the handovers that are under way, and what each waits for.

A handover that could go on, but has no run on its way, gets one. Marks say when a part of the
system last ran.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from models.handover import Handover
from models.outbox import OutboxEntry, SystemMark, Topic
from models.plan import Gate
from models.states import ENDED_STATES, HandoverState
from services.acts.closing import list_obstacles
from services.acts.traces import ask_for_run
from services.handovers.editions import is_refused
from services.handovers.gates import Wait, list_waits
from services.handovers.harvesting import is_harvested

_AT_LEAST = {
    Gate.sources: HandoverState.planned,
    Gate.found: HandoverState.harvested,
    Gate.interview: HandoverState.harvested,
    Gate.review: HandoverState.answered,
    Gate.sign_off: HandoverState.reviewed,
    Gate.acceptance: HandoverState.delivered,
    Gate.evaluation: HandoverState.accepted,
}
"""How far a handover is that waits at a gate: where it is not, a run has got lost."""


def list_running(session: Session) -> list[Handover]:
    """Return the handovers with people that are under way, by reference."""
    query = select(Handover).where(
        col(Handover.has_people), col(Handover.state).not_in(ENDED_STATES)
    )
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
        is_before = handover.state.is_before(_AT_LEAST[wait.gate])
        return is_before or _has_to_harvest(session, handover, wait)
    if handover.state is HandoverState.accepted:
        return not list_obstacles(session, handover)
    return not (handover.state is HandoverState.composed and is_refused(session, handover))


def _has_to_harvest(session: Session, handover: Handover, wait: Wait) -> bool:
    """Whether what may be read was changed after the harvest."""
    return wait.gate is not Gate.sources and not is_harvested(session, handover)


PATIENCE = timedelta(minutes=10)
"""How long a run that was asked for may take before it counts as lost."""


def ask_again(
    session: Session, handovers: list[Handover], waits: dict[int, Wait | None], now: datetime
) -> int:
    """Ask for a run of each handover that is behind and has none on the way; return how many."""
    query = select(OutboxEntry.handover).where(
        OutboxEntry.topic == Topic.run,
        or_(col(OutboxEntry.sent_at).is_(None), col(OutboxEntry.sent_at) > now - PATIENCE),
    )
    on_the_way = set(session.exec(query))
    lost = [
        handover
        for handover in handovers
        if handover.reference not in on_the_way
        and is_behind(session, handover, waits[handover.row_id])
    ]
    for handover in lost:
        ask_for_run(session, handover, now)
    return len(lost)


TEND = "tend"
BACKUP = "backup"


def set_mark(session: Session, name: str, now: datetime) -> None:
    """Note that it happened now."""
    mark = session.get(SystemMark, name) or SystemMark(name=name, at=now)
    mark.at = now
    session.add(mark)


def find_mark(session: Session, name: str) -> datetime | None:
    """Return when it last happened, None where it never did."""
    mark = session.get(SystemMark, name)
    return mark.at if mark is not None else None
