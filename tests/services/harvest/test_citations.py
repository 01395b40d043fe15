"""Citations: whole names in mail, however they are written; no single word by chance."""

import pytest

from services.harvest.holders import find_cited

NAMES = [("Tranche tracker 2026", "Tranche tracker"), ("Budget", "budget"), ("Notes 2", "x")]


@pytest.mark.parametrize(
    "text",
    [
        "Is the tranche tracker up to date?",
        "see Tranche_tracker_2026.xlsx",
        "TRANCHE-TRACKER",
        "the “Tranche\ntracker”",
        "TrancheTracker.xlsx, please",
    ],
)
def test_a_document_is_known_by_its_name_however_it_is_written(text: str) -> None:
    assert find_cited(NAMES, ["Hello", text]) == {0}


@pytest.mark.parametrize("text", ["a tranche of the tracker", "our budget", "my notes 2 you", ""])
def test_words_that_any_mail_holds_name_nothing(text: str) -> None:
    assert find_cited(NAMES, [text]) == frozenset()


def test_a_longer_name_is_not_its_beginning() -> None:
    names = [("Monthly report Kolda",), ("Monthly report Matam",)]
    assert find_cited(names, ["the monthly report Matam is late"]) == {1}


def test_names_in_other_scripts_count_too() -> None:
    names = [("Плановый отчет",), ("سجل المضخات",), ("Échéancier des clés",)]
    told = ["где плановый отчёт?", "أين سجل المضخات؟", "l'echeancier des cles"]
    assert find_cited(names, told) == {0, 1, 2}


def test_the_year_may_be_left_out_if_there_is_no_other_year() -> None:
    told = ["look into the handpump functionality"]
    assert find_cited([("Handpump functionality 2026",)], told) == {0}
    years = [("Handpump functionality 2025",), ("Handpump functionality 2026",)]
    assert find_cited(years, told) == frozenset()
