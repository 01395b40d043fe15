"""Naming: what runs are called in Prefect: the reference, and where the handover stands."""

from prefect.runtime import flow_run

from services.acts.traces import find_stage
from services.handovers.loading import get_handover
from tasks.workplace import get_store


def name_run() -> str:
    """Return the name of this run, such as `HO-2026-0007 interview`."""
    reference = str(flow_run.parameters["reference"])
    with get_store().read() as session:
        handover = get_handover(session, reference)
        if not handover.has_people:
            return reference
        return f"{reference} {find_stage(session, handover)}".replace("_", "-")
