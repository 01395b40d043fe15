"""Handover: the process from the first day to the close, step by step.

It runs again and again, each run short. Every step asks our database whether it is done (then
nothing happens) or due (then it is done, once); at the first gate whose people have not acted the
run ends, and says what it waits for. So a run that was killed, or a handover whose Prefect server
was lost, goes on where it was. Parameters are references only: nothing personal goes into Prefect.
"""

from prefect import State, flow, unmapped
from prefect.task_runners import ThreadPoolTaskRunner

from models.plan import Gate
from tasks import closing, composition, delivery, gates, harvest, letters, planning, rendering
from tasks.naming import name_run


@flow(
    name="handover",
    flow_run_name=name_run,
    description="Carries one handover on as far as it can go now.",
    task_runner=ThreadPoolTaskRunner(max_workers=2),  # type: ignore[arg-type]  # Prefect types it by the futures of one task
    validate_parameters=True,
    timeout_seconds=20_000,
)
def handover(reference: str) -> State[None] | None:
    """Carry the handover `reference` on as far as it can go now."""
    if end := closing.find_end(reference):
        letters.write_letters(reference)
        return closing.ended(end)

    planning.make_plan(reference)
    letters.write_letters(reference)

    if wait := gates.pass_gate(reference, Gate.sources):
        return gates.wait_for(wait)

    batches = harvest.list_sources(reference)
    harvest.read_batch.map(unmapped(reference), batches).wait()
    harvest.make_sense(reference)
    letters.write_letters(reference)

    for gate in (Gate.found, Gate.interview, Gate.review, Gate.sign_off):
        if wait := gates.pass_gate(reference, gate):
            return gates.wait_for(wait)

    composition.compose_pack(reference)
    rendering.draw_documents(reference)
    delivery.deliver_bag(reference)
    letters.write_letters(reference)

    for gate in (Gate.acceptance, Gate.evaluation):
        if wait := gates.pass_gate(reference, gate):
            return gates.wait_for(wait)

    if obstacles := closing.close(reference):
        return closing.held_open(obstacles)
    return None
