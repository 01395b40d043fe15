"""Closing: the end of a handover, or what stands in its way."""

from prefect import State
from prefect.states import Completed

from models.states import HandoverState
from services.acts.closing import close_handover, list_obstacles
from services.handovers.loading import get_handover
from tasks.step import step
from tasks.workplace import get_store, now


@step("close")
def close(reference: str) -> tuple[str, ...]:
    """Close the handover, or return what stands in the way, in counts and roles."""
    with get_store().write() as session:
        handover = get_handover(session, reference)
        if handover.state is not HandoverState.accepted:
            return ()
        obstacles = list_obstacles(session, handover)
        if not obstacles:
            close_handover(session, None, reference, now())
    return obstacles


@step("look whether to go on with")
def find_end(reference: str) -> HandoverState | None:
    """Return how the handover has ended, None while it runs."""
    with get_store().read() as session:
        handover = get_handover(session, reference)
        return None if handover.is_running else handover.state


def ended(state: HandoverState) -> State[None]:
    """Return the end of a run that had nothing to do any more."""
    return Completed(name=f"{state}".capitalize(), message=f"the handover is {state}")


def held_open(obstacles: tuple[str, ...]) -> State[None]:
    """Return the end of a run whose handover cannot be closed yet."""
    return Completed(name="Waiting to close", message="; ".join(obstacles))
