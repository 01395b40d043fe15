"""Ranking: key words in five languages, reasons in their order, what is needed first."""

from datetime import date

import pytest
from each import each

from models.harvest import HarvestedDocument
from services.harvest.ranking import (
    RECENT_DAYS,
    Traces,
    has_key_word,
    list_reasons,
    rank_documents,
)
from services.packs.document_reasons import REASONS

TODAY = date(2026, 11, 20)


def make(path: str, **fields: object) -> HarvestedDocument:
    given = {"path": path, "title": "", "type": "docx", "size_bytes": 1, "sha256": path, **fields}
    return HarvestedDocument.model_validate(given)


def rank(*documents: HarvestedDocument) -> list[str]:
    return [one.path for one in rank_documents(documents, TODAY)]


@each(
    "name",
    [
        *("PCA agreement", "Drilling_Contract_lot2", "MoU with AKEV", "Terms of Reference", "ToR"),
        *("budget2026", "WorkPlan", "Logframe", "Contact list", "HandoverNote", "risk register"),
        *("Convention de partenariat", "Avenant 2", "Plan de travail", "Note de passation", "TdR"),
        *("Cadre logique", "liste des contacts", "Protocole d’accord", "Échéancier des rapports"),
        *("Convenio marco", "Presupuesto 2026", "Marco lógico", "Nota de traspaso", "Licitación"),
        *("اتفاقية الشراكة", "ميزانية ٢٠٢٦", "خطة العمل", "مذكرة تسليم", "قائمة جهات الاتصال"),
        *("Договор подряда", "Бюджет", "План работы", "合同", "二零二六预算", "工作计划"),
    ],
)
def test_what_a_successor_asks_for_first_is_known_by_its_name(name: str) -> None:
    assert has_key_word(make(f"drive/{name}.docx"))
    assert has_key_word(make("drive/x.docx", title=name))


@each("name", ["Lunch", "Photos de Kolda", "Contractions", "Tormenta", "mouse", "Storage", "عقدة"])
def test_other_names_are_not(name: str) -> None:
    assert not has_key_word(make(f"drive/{name}.docx", title=name))


def test_reasons_come_strongest_first_and_each_has_its_sentence() -> None:
    document = make("drive/Budget.xlsx", modified_on=TODAY, versions=("a",), holders=("Ben Diop",))
    traces = Traces(is_mentioned=True, is_mailed=True, is_sole=True)
    reasons = list_reasons(document.model_copy(update={"duplicates": ("b",)}), traces, TODAY)
    told = ["mentioned", "sole", "title", "mailed", "recent", "versions", "shared", "copies"]
    assert list(reasons) == told
    assert set(reasons) <= set(REASONS)


@pytest.mark.parametrize(("days", "is_recent"), [(RECENT_DAYS, True), (RECENT_DAYS + 1, False)])
def test_recent_ends_after_two_months(days: int, is_recent: bool) -> None:
    changed_on = date.fromordinal(TODAY.toordinal() - days)
    reasons = list_reasons(make("drive/x", modified_on=changed_on), Traces(), TODAY)
    assert ("recent" in reasons) is is_recent


def test_what_is_replaced_comes_after_all_else_and_the_unreadable_last() -> None:
    documents = [
        make("drive/scan.pdf", reason="is empty", why=("title", "mentioned")),
        make("drive/old.docx", why=("mentioned", "title", "superseded"), modified_on=TODAY),
        make("drive/plain.docx"),
        make("drive/budget.docx", why=("title",)),
    ]
    ranked = ["drive/budget.docx", "drive/plain.docx", "drive/old.docx", "drive/scan.pdf"]
    assert rank(*documents) == ranked
    assert [one.rank for one in rank_documents(documents, TODAY)] == [1, 2, 3, 4]


def test_newer_comes_first_archives_later_and_equal_ones_by_their_path() -> None:
    documents = [
        make("drive/Archive/c.docx", modified_on=date(2026, 11, 1)),
        make("drive/b.docx", modified_on=date(2025, 6, 1)),
        make("drive/a.docx", modified_on=date(2025, 6, 1)),
        make("drive/d.docx", modified_on=date(2026, 11, 1)),
    ]
    ranked = ["drive/d.docx", "drive/a.docx", "drive/b.docx", "drive/Archive/c.docx"]
    assert rank(*documents) == rank(*reversed(documents)) == ranked
