"""Noise: absences and holidays are left out, deadlines of whole days are not."""

from pathlib import Path

import pytest
from ics_texts import list_titles, make_event

DAY = "DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261202"


@pytest.mark.parametrize(
    "title",
    [
        "Annual leave",
        "Ben on leave",
        "Moussa - leave",
        "Public holiday: Tabaski",
        "Congés Marie",
        "Jour férié",
        "Vacaciones",
        "إجازة",
        "年假",
        "Отпуск Иванова",
    ],
)
def test_absences_and_holidays_of_whole_days_are_left_out(tmp_path: Path, title: str) -> None:
    assert list_titles(tmp_path, make_event(f"{DAY}\nSUMMARY:{title}")) == []


@pytest.mark.parametrize(
    "title",
    [
        "Interim report due to the donor",
        "Deadline: proposal for lot 2",
        "Annual leave plans due to HR",
        "Échéance du planning des congés",
        "Leave no one behind: submission of the paper",
        "Rig leaves Tambacounda",
        "Vence el contrato de la oficina",
    ],
)
def test_deadlines_of_whole_days_are_listed(tmp_path: Path, title: str) -> None:
    assert list_titles(tmp_path, make_event(f"{DAY}\nSUMMARY:{title}")) == [title]


@pytest.mark.parametrize(
    ("mark", "head"),
    [
        ("CATEGORIES:Holiday", ""),
        ("TRANSP:TRANSPARENT", "X-WR-CALNAME:Holidays in Senegal"),
        ("TRANSP:TRANSPARENT", "X-WR-CALNAME:Jours fériés au Sénégal"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", ""),
    ],
)
def test_calendars_of_holidays_are_left_out(tmp_path: Path, mark: str, head: str) -> None:
    event = make_event(f"{DAY}\nSUMMARY:Magal de Touba\n{mark}")
    assert list_titles(tmp_path, event, head=head) == []
