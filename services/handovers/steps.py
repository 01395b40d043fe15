"""Steps: what of the flow is done for exactly this input, so that nothing is done twice."""

import hashlib
import json
from datetime import datetime

from sqlmodel import Session

from models.handover import FinishedStep, Handover
from models.states import HandoverState


def is_finished(session: Session, handover: Handover, step: str, input_digest: str) -> bool:
    """Whether the step was done for exactly this input."""
    done = session.get(FinishedStep, (handover.row_id, step))
    return done is not None and done.input_digest == input_digest


def finish_step(
    session: Session, handover: Handover, step: str, input_digest: str, now: datetime
) -> None:
    """Note in the caller's transaction that the step is done for this input."""
    done = session.get(FinishedStep, (handover.row_id, step))
    done = done or FinishedStep(
        handover_id=handover.row_id, step=step, input_digest=input_digest, finished_at=now
    )
    done.input_digest = input_digest
    done.finished_at = now
    session.add(done)


def advance(session: Session, handover: Handover, state: HandoverState) -> None:
    """Move the handover on to `state`; one that is there or further on stays where it is.

    It passes what lies between: a version of the flow may have lost the step that stopped there.
    """
    order = list(HandoverState)
    for passed in order[order.index(handover.state) + 1 : order.index(state) + 1]:
        handover.move_to(passed)
        session.add(handover)


def digest_of(*parts: object) -> str:
    """Return the SHA-256 over JSON-ready parts, the same for the same parts."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
