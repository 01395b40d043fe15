"""Each problem of an installation comes with the command or the setting that mends it."""

import os
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.doctor import check_installation
from services.doctor.database_checks import check_database, check_folder, check_free_space
from services.doctor.library_checks import (
    CAPS,
    NEEDED_FONTS,
    check_fonts,
    check_isolation,
    check_pango,
    find_version_problem,
)
from services.doctor.machine_checks import (
    check_clock,
    check_encoding,
    check_python,
    check_variables,
)
from services.ports import find_free_port
from services.settings import Settings

needs_no_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.mark.drawing
def test_this_installation_is_well(tmp_path):
    ports = {"web_port": find_free_port(), "prefect_port": find_free_port()}
    checks = check_installation(Settings(data=tmp_path / "data", **ports), datetime.now(UTC))
    assert [check.hint for check in checks if not check.is_ok] == []
    assert len({check.name for check in checks}) == len(checks) == 16
    assert not list((tmp_path / "data").iterdir())


@pytest.mark.parametrize("version", [(3, 10), (2, 7)])
def test_an_old_python_is_reported(version):
    assert "install Python 3.11 or newer" in check_python(version).hint


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_newer_python_is_well(version):
    assert check_python(version).is_ok


def test_a_misspelt_variable_is_reported():
    assert "did you mean BATON_WORKERS?" in check_variables({"BATON_WROKERS": "2"}).hint


def test_names_in_another_encoding_are_reported():
    assert "export LC_ALL=C.UTF-8" in check_encoding("ascii").hint
    assert check_encoding("utf-8").is_ok


@pytest.mark.parametrize(
    ("away", "part"),
    [(timedelta(days=-400 * 5), "the clock says"), (timedelta(hours=3), "away from the clock")],
)
def test_a_wrong_clock_is_reported(away, part, tmp_path):
    check = check_clock(tmp_path, datetime.now(UTC) + away)
    assert not check.is_ok
    assert part in check.hint
    assert "set-ntp" in check.hint


def test_a_data_folder_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "data").write_text("", encoding="utf-8")
    check = check_folder(tmp_path / "data")
    assert not check.is_ok
    assert "set BATON_DATA" in check.hint


@needs_no_root
def test_a_data_folder_of_others_is_reported(tmp_path):
    tmp_path.chmod(0o500)
    assert "Permission denied" in check_folder(tmp_path / "data").hint


def test_space_is_measured_where_the_folder_will_be(tmp_path):
    assert check_free_space(tmp_path / "not" / "yet").is_ok


def test_a_database_that_does_not_answer_is_reported_without_its_password(tmp_path):
    check = check_database("postgresql+psycopg://baton:p4ss@127.0.0.1:1/baton", tmp_path)
    assert not check.is_ok
    assert "p4ss" not in check.hint
    assert "pip install" in check.hint or "BATON_DATABASE_URL" in check.hint


def test_a_folder_without_a_database_is_reported(tmp_path):
    check = check_database("sqlite:///x.db", tmp_path / "nowhere")
    assert not check.is_ok
    assert "see the data folder above" in check.hint


def test_fonts_that_are_missing_or_broken_are_named(tmp_path):
    (tmp_path / NEEDED_FONTS[0]).write_bytes(b"<html>")
    check = check_fonts(tmp_path)
    assert not check.is_ok
    assert all(name in check.hint for name in NEEDED_FONTS)
    assert "install Baton again" in check.hint


@pytest.mark.drawing
def test_a_page_is_drawn_and_a_child_is_held_to_its_memory():
    assert check_pango().is_ok
    assert check_isolation().is_ok


@pytest.mark.parametrize(
    ("name", "found", "is_well"),
    [
        ("prefect", "3.8.8", True),
        ("prefect", "3.9.1", True),
        ("prefect", "3.8.7", False),
        ("prefect", "4.0.0", False),
        ("prefect", "3.8.8rc1", True),
        ("fastapi", "0.150.9", True),
        ("fastapi", "0.155.0", False),
        ("sqlalchemy", "2.1.0b1", False),
        ("weasyprint", "70.0", True),
        ("weasyprint", "71.0", False),
    ],
)
def test_versions_are_held_to_their_caps(name, found, is_well):
    problem = find_version_problem(name, found)
    assert (problem is None) is is_well
    assert is_well or f"{name} is {found}" in problem


def test_the_caps_are_those_of_the_project():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    wanted = "\n".join(project["project"]["dependencies"])
    for name, (oldest, below) in CAPS.items():
        line = re.search(rf"^{name}(\[\w+\])?[>=]=(.*)$", wanted, re.MULTILINE)
        assert line is not None
        assert line[2] in {f"{oldest},<{below}", oldest}
