"""Closing: only when every item has an owner, and every gap an answer or a waiver.

A file of its own, as each thing that people do is one.
"""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor
from models.audit import AuditAction
from models.errors import WrongStateError
from models.handover import Handover
from models.plan import CONSENT, StepAct
from models.states import HandoverState, StepState
from services.acts.rights import Action, get_handover_for
from services.acts.traces import leave_trace, tell_outsiders
from services.handovers.gates import find_first_wait
from services.handovers.loading import get_handover
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.reception import list_open_gaps, list_ownerless


def list_obstacles(session: Session, handover: Handover) -> tuple[str, ...]:
    """Return what prevents closing, each in a few words, in counts and roles."""
    wait = find_first_wait(session, handover)
    items, gaps = list_ownerless(session, handover), list_open_gaps(session, handover)
    obstacles = [wait.describe()] if wait else []
    if items:
        obstacles.append(f"items without an owner: {len(items)}")
    if gaps:
        obstacles.append(f"gaps with neither answer nor waiver: {len(gaps)}")
    return tuple(obstacles)


def close_handover(session: Session, actor: Actor | None, reference: str, now: datetime) -> None:
    """Close the handover. The actor None is the system, which closes what is ready.

    Raises:
        WrongStateError: something prevents it; the message lists all of it.
    """
    handover = (
        get_handover_for(session, actor, reference, Action.close)
        if actor
        else get_handover(session, reference)
    )
    obstacles = list_obstacles(session, handover)
    if obstacles:
        raise WrongStateError(f"{reference} cannot be closed: {'; '.join(obstacles)}.")
    if handover.state is HandoverState.delivered:
        # Everything is accepted; only the next run has not come yet.
        handover.move_to(HandoverState.accepted)
    handover.move_to(HandoverState.closed)
    handover.closed_at = now
    end_steps(session, list_open_steps(session, handover, StepAct.close), now)
    # Nothing was read without them; nobody shall think that they were not asked for.
    skipped = list_open_steps(session, handover, *CONSENT, StepAct.look)
    end_steps(session, skipped, now, StepState.passed_over)
    rest = list_open_steps(session, handover, *set(StepAct) - {StepAct.purge})
    end_steps(session, rest, now, StepState.not_needed)
    leave_trace(session, handover, actor, AuditAction.closed, now)
    tell_outsiders(session, handover, "closed", now)
