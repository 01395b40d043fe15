"""Sources are found before anything is started."""

import pytest

from models.case_file import SourceEntry
from services.cases import get_source_path

BAD_SOURCES = {
    "missing": ("{kind: folder, path: drvie}", ["drvie does not exist", "relative to the case"]),
    "missing above": ("{kind: folder, path: ../no-such}", ["no-such does not exist"]),
    "an address": (
        "{kind: folder, path: 'https://x.org/a'}",
        ['no connector for "https"', "export"],
    ),
    "a share": ("{kind: folder, path: 'smb://host/a'}", ['no connector for "smb"', "export it to"]),
    "a file as folder": ("{kind: folder, path: mail.mbox}", ["mail.mbox is a file"]),
    "a folder as calendar": ("{kind: calendar, path: drive}", ["drive is a folder", ".ics"]),
    "blank": ("{kind: folder, path: ' '}", ["sources 1, path is"]),
    "NUL in the path": ('{kind: folder, path: "a\\0b"}', ["U+0000"]),
    "a long name": (f"{{kind: folder, path: {'x' * 400}}}", ["cannot be read", "correct the path"]),
    "unknown kind": ("{kind: floder, path: drive}", ['kind is "floder"', 'did you mean "folder"?']),
    "unknown key": ("{kind: folder, path: drive, dept: 2}", ['"dept" in sources 1', "kind, path"]),
}


@pytest.mark.parametrize(("source", "parts"), BAD_SOURCES.values(), ids=BAD_SOURCES)
def test_a_wrong_source_is_reported(source, parts, case_lines, case_faults):
    faults = case_faults("\n".join([*case_lines, "sources:", f"  - {source}"]))
    assert any(all(part in fault for part in ["line 8", *parts]) for fault in faults), faults


def test_the_same_source_twice_is_reported(case_lines, case_faults):
    entries = ["sources:", *["  - {kind: folder, path: drive}"] * 2]
    (fault,) = case_faults("\n".join([*case_lines, *entries]))
    assert fault == 'CASE.yaml, line 9: sources 2, path is "drive": given twice: remove one'


@pytest.mark.parametrize(
    "source",
    [
        "{kind: folder, path: drive}",
        "{kind: mailbox, path: mail.mbox}",
        "{kind: mailbox, path: drive}",
        "{kind: chat, path: mail.mbox}",
    ],
)
def test_sources_that_are_there_are_good(source, case_lines, case_faults):
    assert case_faults("\n".join([*case_lines, "sources:", f"  - {source}"])) == ()


def test_a_whole_path_is_good_and_stays_what_it_is(tmp_path, case_lines, case_faults):
    source = f"  - {{kind: folder, path: '{tmp_path / 'drive'}'}}"
    assert case_faults("\n".join([*case_lines, "sources:", source])) == ()
    entry = SourceEntry(kind="folder", path=str(tmp_path / "drive"))
    assert get_source_path(entry, tmp_path / "elsewhere") == tmp_path / "drive"
