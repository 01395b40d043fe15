"""Versions: names in six languages, periods and forms that are none, texts that decide."""

from pathlib import Path

import pytest
from each import each

from services.harvest.versions import Candidate, are_versions, sign_candidate

PAIRS = Path(__file__).parent / "data" / "name-pairs.txt"
PEOPLE = frozenset({"ana", "sow", "as", "moussa", "ba", "mb"})


def read_pairs(mark: str) -> list[list[str]]:
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [line[2:].split(" | ") for line in lines if line.startswith(mark)]


def write_text(first: int, last: int) -> str:
    return " ".join(
        f"In week {week} we visit the {week * 7}th village." for week in range(first, last)
    )


def compare(*documents: tuple[str, str], kind: str | None = None) -> bool:
    candidates = [
        Candidate(f"drive/Work/{name}", kind or name.rpartition(".")[2], text)
        for name, text in documents
    ]
    one, other = (sign_candidate(candidate, PEOPLE) for candidate in candidates)
    assert are_versions(one, other) == are_versions(other, one)
    return are_versions(one, other)


@each(("first", "second"), read_pairs("="))
def test_names_that_say_versions(first: str, second: str) -> None:
    assert compare((first, write_text(0, 60)), (second, write_text(20, 80)))


@each(("first", "second"), read_pairs("≠"))
def test_names_that_say_something_else(first: str, second: str) -> None:
    assert not compare((first, write_text(0, 60)), (second, write_text(20, 80)))


@each(("first", "second"), read_pairs("="))
def test_the_same_name_over_another_text_is_another_document(first: str, second: str) -> None:
    assert not compare((first, write_text(0, 60)), (second, write_text(100, 160)))


def test_a_scan_without_text_goes_with_its_name() -> None:
    assert compare(("PCA-2025-04 signed.pdf", ""), ("PCA-2025-04.docx", write_text(0, 60)))
    assert not compare(("Scan.pdf", ""), ("Scan.docx", write_text(0, 60)))


def test_the_same_text_under_another_name_is_a_version() -> None:
    assert compare(("For Ben.docx", write_text(0, 60)), ("Week by week.docx", write_text(2, 60)))


@pytest.mark.parametrize("period", ["2026-04", "April 2026", "avril 2026", "abril de 2026", "T2"])
def test_periods_part_even_the_same_text(period: str) -> None:
    text = write_text(0, 60)
    assert not compare(("Bulletin 2026-03.docx", text), (f"Bulletin {period}.docx", text))


def test_two_contracts_of_one_form_are_no_versions() -> None:
    form = write_text(0, 60)
    first = ("Contract Baobab.docx", f"Between us and Pompes Baobab. {form}")
    assert not compare(first, ("Contract Sahel.docx", f"Between us and Forages du Sahel. {form}"))
    assert compare(first, ("Contract new pumps.docx", f"Between us and Pompes Baobab. {form}"))


def test_two_forms_are_distinguished_by_names_with_accents() -> None:
    form = write_text(0, 60)
    first = ("Ausgabe Müller.docx", f"{form} Ausgegeben an Müller.")
    assert not compare(first, ("Ausgabe Schäfer.docx", f"{form} Ausgegeben an Schäfer."))


def test_a_draft_that_grew_is_a_version_of_what_it_became() -> None:
    assert compare(("Plan draft.docx", write_text(0, 10)), ("Plan.docx", write_text(0, 80)))


def test_sheets_are_compared_without_their_figures() -> None:
    lines = ["siting and geophysics", "boreholes and pumps", "committees and training"]
    rows = " ".join(f"{line} output {place}" for place, line in enumerate(lines * 9))
    sheets = [" ".join(f"{word} {seed * 37}" for word in rows.split()) for seed in (1, 2)]
    names = ("Budget rev 1.xlsx", "Budget rev 2.xlsx")
    assert compare(*zip(names, sheets, strict=True))
    assert not compare(*zip(names, sheets, strict=True), kind="docx")


def test_mails_and_pictures_have_no_versions() -> None:
    text = write_text(0, 60)
    assert not compare(("Offer v1.docx", text), ("Offer v2.docx", text), kind="eml")
