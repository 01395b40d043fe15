"""Planning: the dated plan, the risk and the depth of a handover."""

from models.states import HandoverState
from services.handovers.answers import ask_people
from services.handovers.loading import get_handover
from services.handovers.overview import list_steps
from services.handovers.plans import write_plan
from services.progress import report_progress
from tasks.artifacts import show_plan
from tasks.step import step
from tasks.workplace import get_store, now


@step("plan")
def make_plan(reference: str) -> None:
    """Write the dated plan; what people have done in it stays done."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        write_plan(session, handover, now())
        if handover.has_people:
            ask_people(session, handover)
        handover.advance_to(HandoverState.planned)
        steps = list_steps(session, handover)
    show_plan(reference, steps, now().date())
    report_progress("make_plan", 1, 1)
