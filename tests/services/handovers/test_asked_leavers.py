"""Asked leavers: what a leaver is asked about in one handover is read by no other way meanwhile."""

from pathlib import Path

import pytest
from acting import MORNING, Stage, open_stage
from people import ANA, CARLA

from models.case_file import CaseFile
from models.errors import WrongStateError
from models.harvest_rows import ContactRow
from services.acts.changing import cancel
from services.acts.looking import FoundChoice, FoundDecision, FoundState, decide, finish_look
from services.handovers.asked_leavers import find_shown_facts
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.store import Store


def run_alone(stage: Stage, case: CaseFile) -> str:
    """Do what `baton run` does first."""
    prepared = prepare_case(CaseInput(case=case, folder=Path(), opened_at=MORNING))
    with stage.look() as (session, _):
        return open_handover(session, prepared)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"post": {"title": "Another post"}},
        {"leaver": {"name": "A", "email": "ANA.Sow@example.org"}},
    ],
)
def test_a_run_reads_nothing_of_who_is_asked(
    store: Store, case: CaseFile, changes: dict[str, object]
) -> None:
    stage = open_stage(store, case)
    changed = CaseFile.model_validate({**case.model_dump(), **changes})
    with pytest.raises(WrongStateError, match=f"leaves in {stage.reference}"):
        run_alone(stage, changed)
    stage.act(CARLA.email, cancel)
    assert run_alone(stage, changed) != stage.reference


def test_a_form_proposes_what_others_may_see(store: Store, case: CaseFile) -> None:
    with store.read() as session:
        assert find_shown_facts(session, case) is None
    days = {"sent": 1, "received": 1, "last_on": MORNING.date(), "inside": False}
    people = ("zeno@example.net", "mara@example.net")
    rows = [ContactRow(handover_id=0, name="Q", email=email, **days) for email in people]
    stage = open_stage(store, case).find(*rows)
    strike = FoundDecision(FoundChoice(numbers=(1,)), FoundState.struck_out)
    stage.act(ANA.email, decide, strike)
    with store.read() as session:
        early = find_shown_facts(session, case)
    assert early is not None
    assert early.contacts == ()
    stage.act(ANA.email, finish_look)
    with store.read() as session:
        late = find_shown_facts(session, case)
    assert late is not None
    assert [one.email for one in late.contacts] == ["mara@example.net"]
