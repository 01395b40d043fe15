"""Titles that somebody wrote are taken, those that a program made up are not."""

import pytest
from each import each

from services.formats.readings import choose_title, make_title

MADE_UP = (
    """Microsoft Word - Document1|Untitled|untitled 2|Sans titre|Sin título|Document|Document1
Classeur1|Book 3|PowerPoint Presentation|Présentation PowerPoint|Presentación de PowerPoint|Slide 1
budget_v2.xlsx|Microsoft Word - plan.doc|12|-|无标题|template|Normal.dotm|a|Microsoft Word Document
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
WRITTEN = (
    """Budget 2026|Microsoft Word - Water plan|Presentation of results|Document de projet
Normal flow
Wells|Template for field visits|Rapport n° 12|Slide rules|Плана на 2026|年度报告
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@each("title", MADE_UP)
def test_a_made_up_title_gives_way_to_the_heading(title: str) -> None:
    assert choose_title(title, "Water plan") == "Water plan"
    assert choose_title(title, None) is None


@each("title", WRITTEN)
def test_a_written_title_stays(title: str) -> None:
    assert choose_title(title, "Heading") == title.removeprefix("Microsoft Word - ")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("drive/Budget/2026_budget-v2 FINAL.xlsx", "2026 budget v2 FINAL"),
        ("drive/2026-05-03_minutes.docx", "2026-05-03 minutes"),
        ("drive/a%20b.txt", "a b"),
        ("drive/___", "___"),
        ("drive/Rapport d'activité", "Rapport d'activité"),
    ],
)
def test_a_file_name_becomes_a_title(path: str, title: str) -> None:
    assert make_title(None, path) == title


def test_a_title_is_kept_over_the_name() -> None:
    assert make_title("Wells", "drive/a.txt") == "Wells"
