"""Ticking: a step that nothing else completes is said to be done by whoever owns it."""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.plan import StepAct
from services.acts.rights import Action, find_roles, get_handover_for
from services.acts.traces import leave_trace
from services.handovers.plans import end_steps, find_act, list_plan


def tick_step(session: Session, actor: Actor, reference: str, key: str, now: datetime) -> None:
    """Say that a step of the plan is done.

    Raises:
        NotFoundError: the plan has no such step.
        NotAllowedError: it is somebody else's.
        WrongStateError: it is done already, or an act completes it.
    """
    handover = get_handover_for(session, actor, reference, Action.tick_step)
    step = next((step for step in list_plan(session, handover) if step.key == key), None)
    if step is None:
        raise NotFoundError(f'the plan of {reference} has no step "{key}".')
    # Whoever holds an office may tick its steps; where nobody does, HR does.
    if not find_roles(session, actor, handover) & {Role(step.owner), Role.hr}:
        owner = step.owner.replace("_", " ")
        raise NotAllowedError(f'"{key}" of {reference} is for the {owner} to tick.')
    act = find_act(key)
    if act not in (StepAct.tick, StepAct.score):
        raise WrongStateError(f'"{key}" of {reference} is not ticked: to {act} completes it.')
    if not step.is_open:
        raise WrongStateError(f'"{key}" of {reference} is {step.state} already.')
    end_steps(session, [step], now)
    leave_trace(session, handover, actor, f"ticked {key}", now)
