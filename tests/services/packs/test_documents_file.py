"""Documents file: read back as a spreadsheet would."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest

from models.pack import Pack
from services.packs.pack_files import make_documents_csv


def read_rows(*documents: dict[str, Any]) -> list[list[str]]:
    pack = Pack.model_validate(
        {
            "reference": "HO-2026-0007",
            "made_on": date(2026, 11, 20),
            "post": {"title": "Programme officer"},
            "manager": {"name": "Moussa Ba"},
            "documents": documents,
        }
    )
    written = make_documents_csv(pack)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")
    return list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))


def test_the_columns_are_those_of_the_contract() -> None:
    assert read_rows() == [
        [
            *("path", "title", "type", "modified", "language", "why", "duplicates", "holder"),
            *("SHA-256", "versions", "unreadable"),
        ]
    ]


def test_a_document_is_one_row_with_lists_joined() -> None:
    document = {
        "path": "drive/Plan, FINAL v2.docx",
        "title": 'The "plan"',
        "type": "docx",
        "modified_on": "2026-10-01",
        "language": "fr",
        "why": "signed",
        "duplicates": ["a.docx", "b.docx"],
        "holder": "Ana Sow",
        "sha256": "0" * 64,
        "versions": ["v1.docx"],
    }

    assert read_rows(document)[1] == [
        *("drive/Plan, FINAL v2.docx", 'The "plan"', "docx", "2026-10-01", "fr", "signed"),
        *("a.docx | b.docx", "Ana Sow", "0" * 64, "v1.docx", ""),
    ]


def test_a_file_that_could_not_be_read_says_why() -> None:
    row = read_rows({"path": "a.zip", "title": "a", "unreadable": "it needs a password"})[1]

    assert row[-1] == "it needs a password"


@pytest.mark.parametrize("character", ["=", "+", "-", "@", "\t", "\r", "\x00="])
def test_no_cell_is_a_formula(character: str) -> None:
    path, title = read_rows({"path": f"{character}cmd|' /C calc'!A0", "title": "harmless"})[1][:2]

    assert path.startswith("'")
    assert title == "harmless"
