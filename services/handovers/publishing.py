"""Publishing: what a new edition means for records, gaps and plan of a handover with people."""

from datetime import datetime

from sqlmodel import Session

from models.handover import Handover
from models.plan import StepAct
from models.record import PackEdition
from models.states import RecordState
from services.handovers.agreements import list_records, reopen_steps
from services.handovers.editions import get_pack
from services.handovers.gap_rows import keep_gaps
from services.handovers.items import list_undecided
from services.handovers.plans import end_steps, list_open_steps


def publish(session: Session, handover: Handover, edition: PackEdition, now: datetime) -> None:
    """Take what is signed as published, and the gaps of the edition as the open ones.

    What was accepted from an earlier edition stays accepted.
    """
    for record, _ in list_records(session, handover):
        if record.state is RecordState.manager_agreed:
            record.move_to(RecordState.published)
            session.add(record)
    session.flush()
    if list_undecided(session, handover):
        # An item that was edited is taken over anew.
        reopen_steps(session, handover, StepAct.accept)
    keep_gaps(session, handover, get_pack(edition).gaps, now)
    end_steps(session, list_open_steps(session, handover, StepAct.publish), now)
    due = [
        step
        for step in list_open_steps(session, handover, StepAct.redate)
        if step.due_on <= now.date()
    ]
    end_steps(session, due, now)
