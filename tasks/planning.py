"""Planning: the dated plan, the risk and the depth of a handover."""

from prefect import task

from models.states import HandoverState
from services.handovers.plans import write_plan
from services.handovers.reading import get_handover
from services.handovers.steps import advance
from services.progress import report_progress
from tasks.workplace import get_store, now


@task(task_run_name="plan {reference}")
def make_plan(reference: str) -> None:
    """Write the dated plan; the same case on the same day gives the same plan."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        write_plan(session, handover, now())
        advance(session, handover, HandoverState.planned)
    report_progress("make_plan", 1, 1)
