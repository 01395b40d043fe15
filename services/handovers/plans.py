"""Plans: the dated plan, mode and depth of a handover, written to its rows."""

from datetime import date, datetime

from sqlmodel import Session, col, delete

from models.case_file import CaseFile
from models.handover import Handover, PlanStep
from models.risk import ExitRisk
from services.handovers.reading import get_case, get_today
from services.handovers.steps import digest_of, finish_step, is_finished
from services.planning import find_mode, plan_handover
from services.risk import score_exit


def write_plan(session: Session, handover: Handover, now: datetime) -> None:
    """Plan the handover once for each input and day.

    Raises:
        InvalidInputError: no holidays are known for the country that the case names.
    """
    today = get_today(handover, now.date())
    digest = digest_of(handover.input_digest, today.isoformat())
    if is_finished(session, handover, "plan", digest):
        return
    case = get_case(session, handover)
    risk = assess_risk(case, today)
    handover.mode, handover.depth = find_mode(case, today), risk.depth
    session.exec(delete(PlanStep).where(col(PlanStep.handover_id) == handover.id))
    for position, step in enumerate(plan_handover(case, today)):
        session.add(
            PlanStep(
                handover_id=handover.row_id,
                position=position,
                key=step.key,
                owner=step.owner,
                due_on=step.due_on,
                is_late=step.is_late,
            )
        )
    finish_step(session, handover, "plan", digest, now)


def assess_risk(case: CaseFile, today: date) -> ExitRisk:
    """Return the score of the exit, with the depth that mode and case ask for."""
    return score_exit(case.risk, find_mode(case, today), case.depth)
