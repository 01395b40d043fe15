"""Materials: what packs are composed from; of the kind of departure nothing."""

from datetime import date

import pytest

from models.case_file import AnswersFile
from models.pack import dump_pack
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


def test_a_pack_does_not_tell_why_somebody_leaves(store: Store, given: CaseInput) -> None:
    packs = set()
    for kind in [kind for kind in DepartureKind if kind != "death"]:
        for held in (False, True):
            case = given.case.model_copy(update={"kind": kind, "legal_hold": held})
            told = prepare_case(given.model_copy(update={"case": case}))
            with store.write() as session:
                handover = get_handover(session, open_handover(session, told))
                material = gather_material(session, handover, NOW)
            packs.add(dump_pack(compose_pack(material, Audience.manager)))
    assert len(packs) == 1


def test_who_is_not_there_is_never_named(store: Store, given: CaseInput) -> None:
    assert list_asked(store, given, DepartureKind.death) == {"Moussa Ba"}


@pytest.mark.parametrize("kind", [kind for kind in DepartureKind if kind != "death"])
def test_who_is_there_is_asked_until_the_last_day_whyever_they_leave(
    store: Store, given: CaseInput, kind: DepartureKind
) -> None:
    asked = list_asked(store, given, kind)

    assert asked == {"Ana Sow until 27 November 2026, then Moussa Ba"}
