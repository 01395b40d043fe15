"""Working days follow the weekends and holidays of the country, or the days that were listed."""

from datetime import date

import pytest

from models.errors import InvalidInputError
from services.workdays import get_calendar


def test_without_holidays_only_the_weekend_is_free():
    calendar = get_calendar(())
    assert calendar.is_workday(date(2026, 12, 25))
    assert not calendar.is_workday(date(2026, 12, 26))


def test_listed_days_are_free():
    assert not get_calendar((date(2026, 12, 25),)).is_workday(date(2026, 12, 25))


@pytest.mark.parametrize(
    ("country", "free", "worked"),
    [
        ("SN", date(2026, 12, 25), date(2026, 12, 24)),
        ("SA", date(2026, 11, 20), date(2026, 11, 22)),  # Friday and Saturday are the weekend
        ("EG", date(2026, 11, 21), date(2026, 11, 22)),
        ("NO", date(2026, 5, 17), date(2026, 5, 18)),
        ("DE-BY", date(2026, 1, 6), date(2026, 1, 7)),
    ],
)
def test_a_country_has_its_own_free_days(country, free, worked):
    calendar = get_calendar(country)
    assert not calendar.is_workday(free)
    assert calendar.is_workday(worked)


def test_a_part_of_a_country_has_holidays_of_its_own():
    assert get_calendar("DE-BE").is_workday(date(2026, 1, 6))


@pytest.mark.parametrize(
    ("workdays", "expected"), [(-2, 23), (-1, 24), (0, 25), (1, 26), (2, 27), (3, 30)]
)
def test_shift_counts_working_days(workdays, expected):
    assert get_calendar(()).shift(date(2026, 11, 25), workdays) == date(2026, 11, expected)


@pytest.mark.parametrize(("workdays", "expected"), [(-1, 26), (0, 27), (1, 30)])
def test_shift_from_a_sunday(workdays, expected):
    assert get_calendar(()).shift(date(2026, 11, 29), workdays) == date(2026, 11, expected)


def test_count_includes_both_ends():
    assert get_calendar(()).count(date(2026, 11, 20), date(2026, 11, 24)) == 3


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("XX", "write the code of a country, such as SN"),
        ("Senegal", 'did you mean "SN"?'),
        ("Sénégal", 'did you mean "SN"?'),
        ("Alemania", 'did you mean "DE"?'),
        ("sn", 'did you mean "SN"?'),
        ("DE-ZZ", "choose DE or one of DE-BB"),
        ("-", "write the code of a country"),
    ],
)
def test_an_unknown_country_is_refused_with_the_nearest(given, hint):
    with pytest.raises(InvalidInputError) as error:
        get_calendar(given)
    assert f'holidays is "{given}"' in str(error.value)
    assert hint in str(error.value)
