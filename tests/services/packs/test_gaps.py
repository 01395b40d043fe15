"""Gaps: what is missing, and never nobody to ask."""

import pytest
from builders import make_material, make_pack

from models.harvest import HarvestedDocument, HarvestFacts
from models.material import FollowUp
from models.pack import Pack
from models.words import Audience, GapKind
from services.packs.compose import compose_pack
from services.packs.fields import KIND_NAMES
from services.packs.gaps import GAP_NAMES

AREA = {"kind": "knowledge_area", "title": "Reporting", "importance": 5}


def find_gaps(pack: Pack, kind: str) -> list[tuple[str, str | None]]:
    return [(gap.what, gap.whom_to_ask) for gap in pack.gaps if gap.kind == kind]


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (
            {"kind": "warning", "title": "Ice", "if": "it freezes"},
            "What to do if this comes true: Ice",
        ),
        (
            {"kind": "commitment", "title": "Budget"},
            "To whom and until when it was promised: Budget",
        ),
        (
            {"kind": "commitment", "title": "Budget", "to": "Ingrid"},
            "Until when it was promised: Budget",
        ),
        (
            {"kind": "recurring_duty", "title": "Call", "rhythm": "weekly"},
            "When this comes next: Call",
        ),
        ({"kind": "decision", "title": "One bank"}, "Why it was decided so: One bank"),
    ],
)
def test_what_a_record_lacks_is_asked(record: dict[str, str], what: str) -> None:
    told = make_pack({**record, "respondent": "peer"})

    assert find_gaps(told, record["kind"]) == [(what, "Khady Faye")]


def test_the_leaver_is_asked_until_the_last_day_then_a_colleague_of_the_area() -> None:
    peer = {"kind": "tip", "title": "Tea", "knowledge_area": "reporting", "respondent": "peer"}

    ((_, whom),) = find_gaps(make_pack(AREA, peer), "knowledge_area")

    assert whom == "Ana Sow until 27 November 2026, then Khady Faye"


def test_a_leaver_who_never_answered_is_not_asked() -> None:
    assert {gap.whom_to_ask for gap in make_pack().gaps} == {"Moussa Ba", "Ben Diop"}


def test_a_leaver_who_cannot_be_asked_is_not_named_while_the_post_is_held() -> None:
    open_question = FollowUp(question="When?")
    pack = make_pack(AREA, can_ask_leaver=False, follow_ups=(open_question,))

    assert pack.leaver is not None
    assert {gap.whom_to_ask for gap in pack.gaps} == {"Moussa Ba", "Ben Diop"}


def test_an_important_area_needs_judgement_not_only_lists() -> None:
    judgement = {"kind": "lesson", "title": "x", "knowledge_area": " REPORTING"}

    assert not find_gaps(make_pack(AREA, judgement), "knowledge_area")


def test_open_questions_and_follow_ups_are_said() -> None:
    question = {"kind": "open_question", "title": "Who pays?", "whom_to_ask": ["Legal", "Ida"]}
    pack = make_pack(question, follow_ups=(FollowUp(question="When not?"),))

    assert find_gaps(pack, "open_question") == [("Who pays?", "Legal and Ida")]
    assert find_gaps(pack, "follow_up")[0][0] == "Still to be asked: When not?"


def test_unread_documents_missing_receiver_and_scores_are_said() -> None:
    document = HarvestedDocument(
        path="a.pdf", title="a", type="pdf", size_bytes=1, sha256="0", reason="locked"
    )
    pack = make_pack(receiver=None, harvest=HarvestFacts(documents=(document,)))

    assert {"receiver", "risk", "unreadable"} <= {gap.kind for gap in pack.gaps}


def test_all_five_elements_are_missed_where_there_is_nothing() -> None:
    pack = make_pack()

    assert list(pack.coverage.ipass.values()) == [False] * 5
    assert set(pack.coverage.ipass) <= {gap.kind for gap in pack.gaps}
    assert make_pack(is_read_back=True).coverage.ipass["synthesis_by_receiver"]


def test_what_the_team_may_not_see_is_not_called_missing() -> None:
    warning = {"kind": "warning", "title": "Ice", "then": "Salt.", "audience": "successor"}
    pack = compose_pack(make_material(warning, AREA), Audience.team)

    assert [gap.kind for gap in pack.gaps] == []


def test_every_kind_of_gap_that_an_edition_lists_has_a_name():
    named = {kind for kind in GapKind if kind in GAP_NAMES or kind in KIND_NAMES}
    assert named == {kind for kind in GapKind if kind.is_of_an_edition}
