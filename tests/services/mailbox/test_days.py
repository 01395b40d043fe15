"""Days in prose are counted from the day of the mail."""

from datetime import date

from each import each

from services.mailbox.days import list_days
from services.mailbox.sentences import fold

WEDNESDAY = date(2026, 11, 18)


@each(
    ("text", "expected"),
    [
        ("by Friday", "2026-11-20"),
        ("next Friday", "2026-11-27"),
        ("this Friday", "2026-11-20"),
        ("on Wednesday", "2026-11-25"),
        ("tomorrow morning", "2026-11-19"),
        ("the day after tomorrow", "2026-11-20"),
        ("by the end of next week", "2026-11-27"),
        ("before the end of the month", "2026-11-30"),
        ("by 4 December", "2026-12-04"),
        ("on December 4th, 2026", "2026-12-04"),
        ("by Wednesday 9 December", "2026-12-09"),
        ("by 12/04/2026", "2026-12-04"),
        ("by 12/31/2026", "2026-12-31"),
        ("by 4/12", "2026-12-04"),
        ("in two weeks", "2026-12-02"),
        ("within 48 hours", "2026-11-20"),
        ("mid-January", "2027-01-15"),
        ("by the end of February", "2027-02-28"),
        ("by 2 November", "2026-11-02"),
        ("d'ici le 2 décembre", "2026-12-02"),
        ("le 1er décembre au plus tard", "2026-12-01"),
        ("vendredi prochain", "2026-11-27"),
        ("lundi 30", "2026-11-30"),
        ("après-demain", "2026-11-20"),
        ("fin novembre", "2026-11-30"),
        ("sous huitaine", "2026-11-25"),
        ("mañana por la mañana", "2026-11-19"),
        ("antes del 4 de diciembre", "2026-12-04"),
        ("a finales de mes", "2026-11-30"),
        ("el próximo lunes", "2026-11-23"),
        ("قبل 4 ديسمبر", "2026-12-04"),
        ("بحلول ٤ كانون الأول", "2026-12-04"),
        ("يوم الاثنين القادم", "2026-11-23"),
        ("خلال أسبوعين", "2026-12-02"),
        ("bis zum 4. Dezember", "2026-12-04"),
        ("до пятницы", "2026-11-20"),
        ("下周五前", "2026-11-27"),
        ("12月4日之前", "2026-12-04"),
    ],
)
def test_a_phrase_means_a_day(text: str, expected: str) -> None:
    assert [str(day.on) for day in list_days(fold(text), WEDNESDAY)] == [expected]


@each(
    "text",
    [
        "31 February",
        "3/4 of the budget",
        "version 4.2",
        "page 12-14",
        "May I ask",
        "33 99 2020",
        "le 45",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert list_days(fold(text), WEDNESDAY) == []


def test_a_deadline_is_distinguished_from_a_day() -> None:
    by, of = list_days(
        fold("by 4 December, the minutes of the 8 December meeting"), WEDNESDAY, ("en",)
    )
    assert (by.is_deadline, by.is_complement) == (True, False)
    assert (of.is_deadline, of.is_complement) == (False, True)
