"""Duplicates: which file stands for the others, groups that hold together, large numbers."""

from datetime import date

import pytest

from models.harvest import FoundFile
from services.harvest.duplicates import group_equal, group_versions
from services.harvest.versions import Candidate


def write_text(first: int, last: int) -> str:
    return " ".join(f"In week {week} we go to village {week * 7}." for week in range(first, last))


def group(*documents: tuple[str, str | None], text: str = write_text(0, 40)) -> list[list[str]]:
    candidates = [
        Candidate(f"drive/{name}", "docx", text, date.fromisoformat(day) if day else None)
        for name, day in documents
    ]
    groups = group_versions(candidates)
    return [[candidates[place].path.removeprefix("drive/") for place in one] for one in groups]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Plans/a.docx", "Archive/a.docx"),
        ("Plans/a.docx", "a copy.docx"),
        ("Plans/a FINAL.docx", "a.docx"),
        ("Plans/a.docx", "a draft.docx"),
        ("Plans/a v3.docx", "a v2.docx"),
        ("Plans/a v3.1.docx", "a v3.docx"),
        ("Plans/a v2.docx", "a.docx"),
        ("a.docx", "Plans/a.docx"),
        ("a.docx", "b.docx"),
        ("Planification/a.docx", "Anciens/a.docx"),
        ("Planificación/a.docx", "Obsoleto/a.docx"),
    ],
)
def test_of_equal_files_the_living_one_stands_for_the_rest(first: str, second: str) -> None:
    files = [
        FoundFile(path=f"drive/{name}", location=b"", size_bytes=1, modified_ns=day)
        for name, day in ((second, 2), (first, 1))
    ]
    groups = group_equal([(file, "digest") for file in files])
    assert [file.path for file in groups["digest"]] == [f"drive/{first}", f"drive/{second}"]


def test_the_newest_version_stands_for_the_rest() -> None:
    versions = [("a v1.docx", "2026-01-01"), ("a v3.docx", "2026-03-01"), ("a.docx", "2026-02-01")]
    assert group(*versions) == [["a v3.docx", "a.docx", "a v1.docx"]]


def test_a_version_without_a_date_is_older_than_those_with_one() -> None:
    assert group(("a FINAL.docx", None), ("a.docx", "2020-01-01")) == [["a.docx", "a FINAL.docx"]]


def test_a_name_without_a_period_does_not_join_two_periods() -> None:
    names = ["Bulletin 2026-03.docx", "Bulletin 2026-04.docx", "Bulletin.docx"]
    joined = group(*((name, "2026-05-01") for name in names))
    assert joined == [["Bulletin.docx", "Bulletin 2026-03.docx"]]


def test_twelve_hundred_forms_of_one_text_stay_apart_and_their_drafts_find_them() -> None:
    names = [f"Site {number} file{state}.docx" for number in range(600) for state in ("", " draft")]
    groups = group(*((name, "2026-05-01") for name in names))
    assert len(groups) == 600
    assert all(second == first.replace(".docx", " draft.docx") for first, second in groups)


def test_the_order_of_what_is_given_changes_nothing() -> None:
    names = [f"Plan {state}.docx" for state in ("v1", "v2", "draft", "FINAL", "(1)", "copy")]
    documents = [(name, "2026-05-01") for name in names]
    assert group(*documents) == group(*reversed(documents))


def test_short_texts_are_compared_by_their_words() -> None:
    assert group(("Note v1.docx", None), ("Note v2.docx", None), text="Pump seven is dry.")
    candidates = [
        Candidate("drive/Plan.docx", "docx", "Pump seven is dry."),
        Candidate("drive/Plan v2.docx", "docx", "All is well in Kolda."),
    ]
    assert group_versions(candidates) == []
