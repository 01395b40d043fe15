"""Harvest steps: with people a handover is harvested once, and its plan says so."""

from datetime import datetime

from sqlmodel import Session

from models.handover import Handover
from models.plan import StepAct
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.steps import finish_step, is_finished

_STEP, _ONCE = "harvest", "once"


def is_harvested(session: Session, handover: Handover) -> bool:
    """Whether a handover with people has had its harvest."""
    return handover.has_people and is_finished(session, handover, _STEP, _ONCE)


def end_harvest(session: Session, handover: Handover, now: datetime) -> None:
    """Note that the harvest is done, in the plan as well."""
    finish_step(session, handover, _STEP, _ONCE, now)
    end_steps(session, list_open_steps(session, handover, StepAct.harvest), now)
