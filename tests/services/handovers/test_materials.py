"""Materials: what packs are composed from; of the kind of departure only whom one may ask."""

from datetime import date

import pytest

from models.case_file import AnswersFile
from models.words import Audience, DepartureKind
from services.handovers.loading import get_handover
from services.handovers.materials import gather_material
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.packs.compose import compose_pack
from services.store import Store

pytestmark = pytest.mark.databases

NOW = date(2026, 11, 20)
VAGUE = {"kind": "process", "title": "Siting", "steps": "Somebody usually calls the mayor."}


def list_asked(store: Store, given: CaseInput, kind: DepartureKind) -> set[str | None]:
    vague = {"format": "baton-answers/1", "respondent": "leaver", "name": "Ana", "records": [VAGUE]}
    answers = (*given.answers, AnswersFile.model_validate(vague))
    case = given.case.model_copy(update={"kind": kind})
    told = prepare_case(given.model_copy(update={"case": case, "answers": answers}))
    with store.write() as session:
        reference = open_handover(session, told)
    with store.read() as session:
        material = gather_material(session, get_handover(session, reference), NOW)
    pack = compose_pack(material, Audience.successor)
    return {gap.whom_to_ask for gap in pack.gaps if gap.kind == "follow_up"}


@pytest.mark.parametrize("kind", [DepartureKind.dismissal, DepartureKind.death])
def test_who_cannot_be_asked_is_never_named(
    store: Store, given: CaseInput, kind: DepartureKind
) -> None:
    assert list_asked(store, given, kind) == {"Moussa Ba"}


def test_who_moves_on_is_asked_until_the_last_day(store: Store, given: CaseInput) -> None:
    asked = list_asked(store, given, DepartureKind.reassignment)

    assert asked == {"Ana Sow until 27 November 2026, then Moussa Ba"}
