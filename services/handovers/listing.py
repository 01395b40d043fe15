"""Listing: the handovers of this installation, and how far each is."""

from datetime import date

from sqlmodel import Session, col, select

from models.handover import Handover, PlanStep
from models.states import HandoverState, StepState
from models.values import Value
from services.handovers.reading import get_handover, get_post


class HandoverLine(Value):
    """One handover as a list shows it: no names."""

    reference: str
    post: str
    last_working_on: date
    state: HandoverState


class StepLine(Value):
    """One step of the dated plan."""

    due_on: date
    owner: str
    key: str
    state: StepState
    is_late: bool


def list_handovers(session: Session) -> tuple[HandoverLine, ...]:
    """Return all handovers, the next last working day first."""
    query = select(Handover).order_by(col(Handover.last_working_on), col(Handover.reference))
    return tuple(_line(session, handover) for handover in session.exec(query))


def get_line(session: Session, reference: str) -> HandoverLine:
    """Return one handover's line.

    Raises:
        NotFoundError: there is none of this reference.
    """
    return _line(session, get_handover(session, reference))


def list_steps(session: Session, reference: str) -> tuple[StepLine, ...]:
    """Return the dated plan of a handover in its order.

    Raises:
        NotFoundError: there is none of this reference.
    """
    handover = get_handover(session, reference)
    query = select(PlanStep).where(PlanStep.handover_id == handover.id)
    return tuple(
        StepLine(
            due_on=step.due_on,
            owner=step.owner,
            key=step.key,
            state=step.state,
            is_late=step.is_late,
        )
        for step in session.exec(query.order_by(col(PlanStep.position)))
    )


def _line(session: Session, handover: Handover) -> HandoverLine:
    post = get_post(session, handover)
    return HandoverLine(
        reference=handover.reference,
        post=", ".join(filter(None, (post.title, post.unit, post.duty_station))),
        last_working_on=handover.last_working_on,
        state=handover.state,
    )
