"""What the case lists becomes files with the SHA-256 of their content."""

from pathlib import Path

import pytest

from models.words import SourceKind
from services.harvest.source_files import list_source
from services.harvest.walk import Reach


def test_a_folder_is_listed_with_what_was_not_opened(tmp_path: Path) -> None:
    for name in ("a.txt", "private.txt", ".hidden", "b.tmp"):
        (tmp_path / name).write_text(name)
    listing = list_source(SourceKind.folder, "drive", tmp_path, Reach(excludes=("*.tmp",)), {})
    assert [file.path for file, _ in listing.files] == ["drive/a.txt"]
    assert [finding.path for finding in listing.findings] == ["drive/b.tmp", "drive/private.txt"]
    assert listing.passed_over == ("drive/.hidden",)


def test_a_mailbox_is_one_file_even_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.eml").write_text("x")
    first = list_source(SourceKind.mailbox, "mail", tmp_path, Reach(), {})
    (tmp_path / "new" / "2.eml").write_text("x")
    second = list_source(SourceKind.mailbox, "mail", tmp_path, Reach(), {})
    assert [file.path for file, _ in first.files] == ["mail"]
    assert first.files[0][1] != second.files[0][1]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (SourceKind.folder, "is no longer there"),
        (SourceKind.chat, "is a chat export, which this version cannot read: list its folder"),
    ],
)
def test_a_source_that_cannot_be_listed_says_why(
    tmp_path: Path, kind: SourceKind, reason: str
) -> None:
    listing = list_source(kind, "gone", tmp_path / "gone", Reach(), {})
    assert [(finding.path, finding.reason) for finding in listing.findings] == [("gone", reason)]
