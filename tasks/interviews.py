"""Interviews: what people answered."""

from models.states import HandoverState
from services.handovers.reading import get_handover
from services.handovers.steps import advance
from services.progress import report_progress
from tasks.step import step
from tasks.workplace import get_store


@step("take answers of")
def take_answers(reference: str) -> None:
    """Pass the gate of the interviews: a run without people has the answers it was given."""
    with get_store().write() as session:
        advance(session, get_handover(session, reference), HandoverState.answered)
    report_progress("take_answers", 1, 1)
