"""Without Prefect: the steps of a run as plain functions, to measure what the engine costs."""

import sys
from pathlib import Path

from models.plan import Gate
from portal.cli.values import read_clock
from services.cases import read_answers, read_case
from services.examples import EXAMPLE_DAY, copy_example
from services.handovers.deliveries import set_target
from services.handovers.opening import CaseInput, open_handover, prepare_case
from tasks import composition, delivery, gates, harvest, planning, rendering
from tasks.workplace import get_settings, get_store


def main(folder: Path) -> None:
    """Run the example's steps one after the other."""
    example = copy_example(get_settings().data / "demo")
    given = CaseInput(
        case=read_case(example / "CASE.yaml"),
        answers=tuple(read_answers(path) for path in sorted(example.glob("answers/*.yaml"))),
        folder=example,
        opened_at=read_clock(EXAMPLE_DAY),
    )
    prepared = prepare_case(given)
    with get_store().write() as session:
        reference = open_handover(session, prepared)
        set_target(session, reference, folder / "plain-out")
    planning.make_plan.fn(reference)
    for batch in harvest.list_sources.fn(reference):
        harvest.read_batch.fn(reference, batch)
    harvest.make_sense.fn(reference)
    for gate in (Gate.interview, Gate.review, Gate.sign_off):
        gates.pass_gate.fn(reference, gate)
    composition.compose_pack.fn(reference)
    rendering.draw_documents.fn(reference)
    delivery.deliver_bag.fn(reference)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
