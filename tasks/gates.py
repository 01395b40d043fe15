"""Gates: where a handover waits for people; without people it goes on."""

from prefect import State
from prefect.states import Completed

from models.plan import Gate
from models.states import HandoverState
from services.handovers.gates import Wait, find_wait
from services.handovers.loading import get_handover
from services.handovers.overview import list_steps
from services.progress import report_progress
from tasks.artifacts import show_plan
from tasks.step import step
from tasks.workplace import get_store, now

_PASSED = {
    Gate.interview: HandoverState.answered,
    Gate.review: HandoverState.reviewed,
    Gate.sign_off: HandoverState.signed,
    Gate.acceptance: HandoverState.accepted,
}


@step("look at the {gate.label} of")
def pass_gate(reference: str, gate: Gate) -> Wait | None:
    """Pass the gate where everybody has acted; otherwise return what is waited for."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        wait = find_wait(session, handover, gate)
        # Without people nobody takes over: such a run ends with its delivery.
        is_passed = wait is None and (handover.has_people or gate is not Gate.acceptance)
        if is_passed and gate in _PASSED:
            handover.advance_to(_PASSED[gate])
        steps = list_steps(session, handover) if wait else ()
    if wait:
        # The run ends here: what it has done itself is shown as done.
        show_plan(reference, steps, now().date())
    if gate is Gate.interview:
        report_progress("take_answers", 1, 1)
    return wait


def wait_for(wait: Wait) -> State[None]:
    """Return the end of a run that waits: a success, whose name says for what."""
    name = f"Waiting for {wait.gate.label}"
    return Completed(name=name, message=wait.describe())
