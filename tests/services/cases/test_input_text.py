"""A file that is no text, or no file, is refused with its name and the way out."""

import os
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from services.cases import read_case

BAD_BYTES = {
    "empty": (b"", "CASE.yaml: the file is empty"),
    "blank": (b" \n\t\n", "CASE.yaml: the file is empty"),
    "Latin-1": (
        "kind: death\nname: Zo\xeb\n".encode("latin-1"),
        "CASE.yaml, line 2: the file is not",
    ),
    "UTF-16": ("kind: death\n".encode("utf-16"), "line 1: the file is not UTF-8 text: save it as"),
    "NUL": (b"kind: death\nname: A\0na\n", "line 2: the character U+0000 cannot stand in a text"),
    "escape": (b"kind: \x1b[31mdeath\n", "line 1: the character U+001B"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: the file is not UTF-8 text"),
    "5 MB and more": (b"#" * 5_000_001, "has 5,000,001 bytes: a case file may have 5,000,000"),
}


@pytest.mark.parametrize(("content", "part"), BAD_BYTES.values(), ids=BAD_BYTES)
def test_what_is_no_text_is_refused(content, part, case_faults):
    (fault,) = case_faults(content)
    assert part in fault


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match=r"nowhere\.yaml does not exist: name a case file"):
        read_case(tmp_path / "nowhere.yaml")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="is a folder: name a case file inside it"):
        read_case(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused(name):
    with pytest.raises(InvalidInputError, match=r"does not exist|cannot be read"):
        read_case(Path(name))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInputError, match="is not a file"):
        read_case(tmp_path / "pipe")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_of_any_editor_are_read(line_end, mark, case_lines, case_faults):
    assert case_faults(mark + line_end.join([*case_lines, "depth: x"]))[0].startswith(
        "CASE.yaml, line 7: depth"
    )
