"""Reasons: why a file could not be read, in the pack's language, and what of it is a gap."""

import pytest
from builders import make_pack

from models.harvest import Finding, HarvestedDocument, HarvestFacts
from models.pack import Pack
from models.words import Language
from services.packs.document_reasons import say_unreadable
from services.packs.manuscript import Phrases


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("is empty", "est vide"),
        ("is damaged: its head is broken", "est endommagé"),
        ("unpacks to more than 200 MB", "n’a pas pu être lu"),
    ],
)
def test_no_reason_stays_in_english(reason: str, said: str) -> None:
    assert say_unreadable(reason, Phrases(Language.fr)) == said
    assert say_unreadable(reason, Phrases(Language.en)) == reason


def find_unreadable(*reasons: str) -> Pack:
    findings = tuple(
        Finding(kind="unreadable", path=f"{number}.pdf", reason=reason)
        for number, reason in enumerate(reasons)
    )
    return make_pack(harvest=HarvestFacts(findings=findings), language="fr")


def test_a_file_in_which_there_is_nothing_to_read_is_listed_but_is_no_gap() -> None:
    empty = find_unreadable("is empty")
    broken = find_unreadable("is empty", "is damaged: it is no whole PDF")

    assert [document.unreadable for document in empty.documents] == ["est vide"]
    assert "unreadable" not in {gap.kind for gap in empty.gaps}
    assert ["1.pdf" in gap.what for gap in broken.gaps if gap.kind == "unreadable"] == [True]


def test_who_else_holds_a_document_is_said_once() -> None:
    fields = {"path": "a.pdf", "title": "A", "type": "pdf", "size_bytes": 1, "sha256": "0"}
    held = HarvestedDocument.model_validate({**fields, "why": ["shared"], "holders": ["Zoe Low"]})
    (row,) = make_pack(harvest=HarvestFacts(documents=(held,))).documents

    assert (row.why, row.holder) == (None, "Zoe Low")


def test_chinese_sentences_follow_each_other_without_a_blank() -> None:
    assert Phrases(Language.zh).write("甲。", None, "乙。") == "甲。乙。"
    assert Phrases(Language.fr).write("A.", None, "B.") == "A. B."
