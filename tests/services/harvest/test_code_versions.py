"""What another code or another list of words made of a source is made again, without anybody."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.harvest import code_versions
from services.harvest.code_versions import MAKING_SENSE, READING, get_code_version

ROOT = Path(__file__).parents[3]
LOADED = """
import sys
import services.calendars.calendar_job, services.formats.reading_job, services.mailbox.message_job
print(*sorted(name for name in sys.modules if name.startswith("services.")))
"""
# They read words and watch the lock; what reading gives does not come from them.
WITHOUT_EFFECT = ("cases", "data_files", "leftovers", "lock_watch", "workdays")


def test_all_that_reads_is_part_of_the_version() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = {name.split(".")[1] for name in done.stdout.split()} - set(WITHOUT_EFFECT)
    assert {"formats", "secrets"} <= names
    known = {Path(place).stem for place in READING if place.startswith("services/")}
    assert names <= known
    assert all((ROOT / place).exists() for place in MAKING_SENSE)


@pytest.mark.parametrize(
    ("changed", "is_other"),
    [
        ("services/secrets/masking.py", True),
        ("templates/policies/secret-words.yaml", True),
        ("services/secrets/__pycache__/masking.pyc", False),
    ],
)
def test_what_is_changed_there_makes_another_version(
    changed: str, is_other: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_versions, "_ROOT", tmp_path)
    places = ("services/secrets", "templates/policies")
    for name in ("services/secrets/masking.py", "templates/policies/secret-words.yaml", changed):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before", encoding="utf-8")
    before = get_code_version.__wrapped__(places)
    assert get_code_version.__wrapped__(places) == before
    (tmp_path / changed).write_text("after", encoding="utf-8")
    assert (get_code_version.__wrapped__(places) != before) is is_other
