"""Handover: the process from the first day to the delivered pack, told in its order.

It is run again and again, each run short. Every step asks our database whether it is done (then
nothing happens) or due (then it is done, once), so that a run which was killed, or a handover whose
Prefect server was lost, goes on where it was. Parameters are references only: nothing personal goes
into Prefect.
"""

from prefect import flow, unmapped
from prefect.task_runners import ThreadPoolTaskRunner

from tasks import composition, delivery, harvest, interviews, planning, rendering


@flow(
    name="handover",
    flow_run_name="{reference}",
    description="Carries one handover from its plan to the delivered pack.",
    task_runner=ThreadPoolTaskRunner(max_workers=2),  # type: ignore[arg-type]  # Prefect types it by the futures of one task
    validate_parameters=True,
)
def handover(reference: str) -> None:
    """Carry the handover `reference` on as far as it can go now."""
    planning.make_plan(reference)

    batches = harvest.list_sources(reference)
    harvest.read_batch.map(unmapped(reference), batches).wait()
    harvest.make_sense(reference)

    interviews.take_answers(reference)

    composition.compose_pack(reference)
    rendering.draw_documents(reference)
    delivery.deliver_bag(reference)
