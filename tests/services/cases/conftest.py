"""What the tests of case files share: a case file on a disk, and its faults."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from services.cases import read_answers, read_case

GOOD_CASE = """\
format: baton-case/1
leaver: {name: Ana Sow, email: ana.sow@example.org}
post: {title: Programme officer}
kind: reassignment
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
"""
GOOD_ANSWERS = """\
format: baton-answers/1
respondent: leaver
name: Ana Sow
records:
"""


@pytest.fixture
def case_lines() -> list[str]:
    """The lines of a case file that has everything it needs and nothing else."""
    return GOOD_CASE.splitlines()


@pytest.fixture
def case_faults(tmp_path: Path) -> Callable[[str | bytes], tuple[str, ...]]:
    """Reads a text as CASE.yaml beside a folder `drive`; gives the faults, none if it is good."""
    (tmp_path / "drive").mkdir()
    (tmp_path / "mail.mbox").write_text("", encoding="utf-8")
    return lambda text: _read(tmp_path / "CASE.yaml", text, read_case)


@pytest.fixture
def answers_faults(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """Reads entries of `records:` as a whole ANSWERS.yaml, and gives the faults."""
    return lambda text: _read(tmp_path / "ANSWERS.yaml", GOOD_ANSWERS + text, read_answers)


def _read(path: Path, text: str | bytes, read: Callable[[Path], object]) -> tuple[str, ...]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    try:
        read(path)
    except InvalidInputError as error:
        return error.faults
    return ()
