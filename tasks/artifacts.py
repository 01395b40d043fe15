"""Artifacts: what an admin sees of a handover in Prefect; references, counts, dates and roles."""

from datetime import date
from uuid import UUID

from prefect.artifacts import (
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.context import TaskRunContext

from models.states import StepState
from models.words import Language
from services.handovers.overview import HandoverView, StepView
from services.letters.mail_policy import get_mail_policy
from services.planning import say_step


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


def show_plan(reference: str, steps: tuple[StepView, ...], today: date) -> None:
    """Show the dated plan as a table: what, by whom, by when, how far."""
    if TaskRunContext.get() is None:
        return
    create_table_artifact(
        table=tabulate_plan(steps, today),
        key=f"{reference.lower()}-plan",
        description=f"The dated plan of {reference}",
    )


def tabulate_plan(steps: tuple[StepView, ...], today: date) -> list[dict[str, str]]:
    """Return the rows of the dated plan, the long column last: Prefect cuts off what is wider."""
    return [
        {
            "due": line.due_on.isoformat(),
            "by": _say(line.owner),
            "state": _say_state(line, today),
            "step": _say_title(line.key),
        }
        for line in steps
    ]


def _say_title(key: str) -> str:
    # Some titles would say too much of why nobody is there.
    is_told = key not in get_mail_policy().untold_steps
    return say_step(key, Language.en) if is_told else "A step of the plan"


def _say_state(line: StepView, today: date) -> str:
    is_overdue = line.state is StepState.planned and line.due_on < today
    return "overdue" if is_overdue else _say(line.state)


def _say(word: str) -> str:
    return word.replace("_", " ")


def show_portfolio(lines: tuple[HandoverView, ...]) -> None:
    """Show every handover under way as a table: where it stands, for whom it waits, until when."""
    if TaskRunContext.get() is None:
        return
    create_table_artifact(
        table=[
            {
                "handover": line.reference,
                "state": line.state,
                "waits at": line.waits_at,
                "for": _say(line.for_whom),
                "due": line.due_on.isoformat() if line.due_on else "",
                "overdue": "overdue" if line.is_overdue else "",
            }
            for line in lines
        ],
        key="portfolio",
        description="Every handover under way; what is overdue comes first",
    )
