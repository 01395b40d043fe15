"""Artifacts: what an admin sees of a handover in Prefect; references, counts, dates and roles."""

from uuid import UUID

from prefect.artifacts import (
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.context import TaskRunContext

from services.handovers.listing import StepLine


def start_progress(reference: str, batch: int) -> UUID | None:
    """Show a bar for a batch of files; return its id, None where no Prefect is about."""
    if TaskRunContext.get() is None:
        return None
    key = f"{reference.lower()}-files-{batch}"
    made = create_progress_artifact(progress=0.0, key=key, description="Files read, in percent")
    return made if isinstance(made, UUID) else None


def move_progress(bar: UUID | None, done: int, total: int) -> None:
    """Move the bar of a batch."""
    if bar is not None:
        update_progress_artifact(artifact_id=bar, progress=100.0 * done / max(total, 1))


def show_plan(reference: str, steps: tuple[StepLine, ...]) -> None:
    """Show the dated plan as a table: what, by whom, by when, how far."""
    if TaskRunContext.get() is None:
        return
    create_table_artifact(
        table=[
            {
                "step": line.key,
                "by": line.owner,
                "due": line.due_on.isoformat(),
                "state": "late" if line.is_late else str(line.state),
            }
            for line in steps
        ],
        key=f"{reference.lower()}-plan",
        description=f"The dated plan of {reference}",
    )
