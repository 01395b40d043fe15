"""Look steps: when the look at what was found is open, until when, and when it is over.

A file of its own: harvest, acts and deadlines all end it.
"""

from datetime import date, datetime

from sqlmodel import Session, func, select

from models.found import FoundItem, select_unlooked
from models.handover import FinishedStep, Handover
from models.plan import StepAct
from models.states import StepState
from services.handovers.plans import end_steps, list_open_steps, list_steps_of
from services.offices.office_policies import get_office_policy
from services.workdays import get_calendar


def count_unlooked(session: Session, handover: Handover) -> int:
    """Return how many things wait for a look."""
    query = select(func.count()).where(FoundItem.handover_id == handover.id, select_unlooked())
    return session.exec(query).one()


def open_look(session: Session, handover: Handover, now: datetime) -> None:
    """Open the look after a harvest, with its whole time; nothing new needs none."""
    if not count_unlooked(session, handover):
        end_look(session, handover, now)
        return
    days = get_office_policy(session, handover).found.look_workdays
    until = get_calendar(handover.holidays).shift(now.date(), days)
    for step in list_steps_of(session, handover, StepAct.look):
        step.reopen()
        step.redate(max(step.due_on, until), is_late=False)
        session.add(step)


def end_look(session: Session, handover: Handover, now: datetime) -> None:
    """End the look where nothing is left to look at."""
    if count_unlooked(session, handover):
        return
    found = select(func.count()).where(FoundItem.handover_id == handover.id)
    is_needed = session.exec(found).one() > 0
    state = StepState.done if is_needed else StepState.not_needed
    end_steps(session, list_open_steps(session, handover, StepAct.look), now, state)


def find_look_deadline(session: Session, handover: Handover, due_on: date) -> date:
    """Return until when a look is waited for, however the plan was dated since the harvest."""
    days = get_office_policy(session, handover).found.look_workdays
    harvested = session.get(FinishedStep, (handover.row_id, "harvest"))
    if harvested is None:
        return due_on
    until = get_calendar(handover.holidays).shift(harvested.finished_at.date(), days)
    return max(due_on, until)
