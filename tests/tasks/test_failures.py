"""Failures: Prefect gets a number; the reason stays with us."""

from pathlib import Path

import pytest

from models.errors import InvalidInputError, TemporaryError
from tasks.failures import IS_WATCHED, StepDelayedError, StepFailedError, keep_private

SECRET = "the letter of Ana Sow to the donor.docx"


@keep_private
def fail(error: Exception) -> None:
    raise error


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(IS_WATCHED, "kept")
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("error", [InvalidInputError(SECRET), ValueError(SECRET)])
def test_prefect_gets_the_kind_and_a_number(watched: Path, error: Exception):
    with pytest.raises(StepFailedError, match=type(error).__name__) as raised:
        fail(error)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    (kept,) = (watched / "failures").iterdir()
    assert SECRET in kept.read_text(encoding="utf-8")
    assert kept.stem in str(raised.value)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_is_temporary_stays_so(watched: Path):
    with pytest.raises(StepDelayedError) as raised:
        fail(TemporaryError(SECRET))
    assert isinstance(raised.value, TemporaryError)
    assert SECRET not in str(raised.value)


def test_on_ones_own_terminal_the_reason_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(IS_WATCHED, raising=False)
    with pytest.raises(InvalidInputError, match="Ana Sow"):
        fail(InvalidInputError(SECRET))
