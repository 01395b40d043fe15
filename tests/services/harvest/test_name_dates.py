"""Name dates: days and months of names, whichever way and language they are written."""

import pytest
from each import each

from services.harvest.name_dates import number_months, take_days, take_months
from services.secrets.private_places import fold_words


def read(name: str) -> tuple[str, list[str], list[str]]:
    rest, days = take_days(number_months(f" {fold_words(name).replace(' · ', ' ')} "))
    rest, months = take_months(rest)
    return rest.strip(), days, months


@each(
    "name",
    [
        *("Plan 2026-03-12", "20260312_Plan", "Plan 12.03.2026", "12 March 2026 plan"),
        *("Plan March 12th, 2026", "Plan of 12th of March 2026", "Plan 12 mars 2026"),
        *(
            "Plan 12 de marzo de 2026",
            "Plan 12-mar-2026",
            "Plan 12 марта 2026",
            "Plan 2026年3月12日",
        ),
        *("Plan 12 مارس 2026", "Plan ١٢ مارس ٢٠٢٦"),
    ],
)
def test_a_day_is_read_however_it_is_written(name: str) -> None:
    rest, days, months = read(name)
    assert days == ["2026-3-12"]
    assert months == []
    assert "3" not in rest


@pytest.mark.parametrize(
    "name",
    [
        *("Plan 2026-03", "Plan 03-2026", "Plan 202603", "Plan March 2026", "2026 Mar Plan"),
        *(
            "Plan mars 2026",
            "Plan marzo de 2026",
            "Plan Март 2026",
            "Plan 2026年3月",
            "Plan مارس 2026",
        ),
    ],
)
def test_a_month_is_no_day_and_the_year_stays(name: str) -> None:
    rest, days, months = read(name)
    assert (days, months) == ([], ["m3"])
    assert sorted(rest.split()) == ["2026", "plan"]


@pytest.mark.parametrize(
    "name", ["estudio del mar", "lot 3 of 12", "plan 2026", "dic list", "a 13 2026"]
)
def test_other_words_and_numbers_are_no_dates(name: str) -> None:
    assert read(name) == (name, [], [])
