"""Audience: what a pack may be made of."""

import pytest
from builders import make_material, make_record

from models.errors import InvalidInputError
from models.harvest import Finding, HarvestedDocument, HarvestFacts
from models.material import FollowUp, Material
from models.words import Audience, DepartureKind, FindingKind
from services.packs.audience import filter_material
from services.packs.compose import compose_pack

SECRETS = tuple(
    {"kind": "tip", "title": f"canary-{audience}", "audience": audience, "knowledge_area": audience}
    for audience in Audience
)
FINDINGS = tuple(Finding(kind=kind, path=f"drive/{kind}", reason="why") for kind in FindingKind)


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.private])
def test_a_pack_holds_nothing_for_narrower_readers(audience: Audience) -> None:
    text = compose_pack(make_material(*SECRETS), audience).model_dump_json()

    for record in Audience:
        assert (f"canary-{record}" in text) is audience.may_see(record)


def test_what_is_private_has_no_pack() -> None:
    with pytest.raises(InvalidInputError, match="private"):
        filter_material(make_material(), Audience.private)


def test_of_findings_only_the_unreadable_reach_a_pack() -> None:
    material = make_material(harvest=HarvestFacts(findings=FINDINGS))

    pack = compose_pack(material, Audience.manager)

    assert [document.path for document in pack.documents] == ["drive/unreadable"]
    assert "drive/private" not in pack.model_dump_json()


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.private])
def test_the_name_of_what_is_private_reaches_no_pack(audience: Audience) -> None:
    private = FindingKind.private
    named = (
        Finding(kind=private, path="mail.mbox", reason="is marked private", place="canary-subject"),
        Finding(kind=private, path="drive/canary-folder", reason="is marked private by its name"),
    )
    material = make_material(harvest=HarvestFacts(findings=named))

    assert "canary" not in compose_pack(material, audience).model_dump_json()


def test_no_document_of_a_closed_place_reaches_a_pack() -> None:
    known = {"title": "t", "type": "eml", "size_bytes": 1, "sha256": "0"}
    paths = ("drive/private", "drive/excluded/a.eml", "drive/private-sector.eml")
    documents = tuple(HarvestedDocument(path=path, **known) for path in paths)
    material = make_material(harvest=HarvestFacts(documents=documents, findings=FINDINGS))

    kept = filter_material(material, Audience.manager).harvest.documents

    assert [document.path for document in kept] == ["drive/private-sector.eml"]


def test_packs_for_many_hold_nothing_from_the_leavers_sources_and_no_scores() -> None:
    material = make_material(harvest=HarvestFacts(findings=FINDINGS))

    pack = compose_pack(material, Audience.team)

    assert (pack.documents, pack.risk.scores) == ((), {})
    assert not [gap for gap in pack.gaps if gap.kind == "risk"]


def test_a_follow_up_is_seen_by_who_sees_what_it_is_about() -> None:
    question = FollowUp(question="When not?", audience=Audience.manager)

    assert not filter_material(make_material(follow_ups=(question,)), Audience.successor).follow_ups


def test_hidden_records_leave_no_trace_in_the_numbers_of_others() -> None:
    hidden = make_record(kind="warning", title="a", audience="manager")
    seen = make_record(kind="warning", title="b")

    pack = compose_pack(make_material(records=(hidden, seen)), Audience.successor)

    assert [record.id for record in pack.records] == ["warning-01"]


def test_material_has_no_place_for_why_somebody_leaves() -> None:
    described = Material.model_json_schema()

    assert not {"departure_kind", "exit_reason", "kind", "mode"} & set(described["properties"])
    assert not any(f'"{kind}"' in str(described) for kind in DepartureKind)
