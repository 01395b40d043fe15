"""Every file of a source stands in the inventory, with what became of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.harvest import HarvestFacts
from models.words import SourceKind
from services.harvest.inventory import list_inventory, write_inventory, write_summary
from services.harvest.source_files import list_source
from services.harvest.source_readers import SourceReading, extract_contents, open_sandbox
from services.harvest.walk import Reach


def read_folder(root: Path) -> SourceReading:
    listing = list_source(SourceKind.folder, "drive", root, Reach(excludes=("*.tmp",)), {})
    paths = {sha256: Path(file.location.decode()) for file, sha256 in listing.files}
    with open_sandbox(workers=1) as sandbox:
        found = list(extract_contents(sandbox, paths))
    return SourceReading(
        kind=SourceKind.folder,
        path="drive",
        files=listing.files,
        contents={one.sha256: one.model_dump(mode="json") for one in found},
        findings=listing.findings,
        passed_over=listing.passed_over,
    )


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SourceReading]:
    root = tmp_path_factory.mktemp("drive")
    (root / "Perso").mkdir()
    (root / "Perso" / "secret plan.txt").write_text("mine")
    (root / "wells.txt").write_text("Fourteen wells were dug this year.\npassword: Kaolack77\n")
    (root / "copy.txt").write_bytes((root / "wells.txt").read_bytes())
    (root / "empty.txt").write_text("")
    (root / "broken.pdf").write_bytes(b"%PDF-1.7 x")
    (root / "mail.eml").write_text("From: a@example.org\nSubject: Personal\nTo: b\n\nhello")
    (root / "draft.tmp").write_text("x")
    (root / ".DS_Store").write_text("x")
    (root / "link").symlink_to(root / "wells.txt")
    return read_folder(root)


def test_every_file_is_there_once_with_its_state(reading: SourceReading) -> None:
    lines = list_inventory([reading])
    assert [(line.path, line.state.value, line.reason) for line in lines] == [
        ("drive/.DS_Store", "skipped", "is hidden, or was left behind by a program"),
        ("drive/Perso", "skipped", "is marked private by its name"),
        ("drive/broken.pdf", "unreadable", "is damaged: it is no whole PDF"),
        ("drive/copy.txt", "read", None),
        ("drive/draft.tmp", "skipped", "is excluded by the case file"),
        ("drive/empty.txt", "skipped", "is empty"),
        ("drive/link", "skipped", "is a link, and links are not followed"),
        ("drive/mail.eml", "skipped", "is marked private by its subject"),
        ("drive/wells.txt", "read", None),
    ]


def test_a_line_holds_what_was_read_and_no_secret(reading: SourceReading) -> None:
    written = [json.loads(line) for line in write_inventory(list_inventory([reading]))]
    wells = next(line for line in written if line["path"] == "drive/wells.txt")
    assert wells["text"].endswith("password: [secret removed]\n")
    assert wells["secrets"] == ["A password in line 2."]
    assert (wells["title"], wells["language"], wells["type"]) == ("wells", "en", "txt")
    assert len(wells["sha256"]) == 64
    assert "Kaolack" not in json.dumps(written)
    assert "secret plan" not in json.dumps(written)


def test_the_summary_counts_what_became_of_the_files(reading: SourceReading) -> None:
    summary = json.loads(write_summary(list_inventory([reading]), HarvestFacts()))
    assert summary["files"] == {"read": 2, "skipped": 6, "unreadable": 1}
    assert summary["types"] == {"pdf": 1, "txt": 3}
    assert summary["format"] == "baton-harvest/1"
    assert summary["contacts"] == []
