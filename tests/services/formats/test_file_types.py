"""What a file is: its content first, its name second."""

from pathlib import Path, PurePath

import pytest
from files import make_docx, make_ole, make_pdf, zip_parts

from services.formats.file_types import detect_type, get_type_by_name

ODT = "application/vnd.oasis.opendocument.text"
CASES = [
    ("a.txt", make_pdf("0 0 9 9 re f"), "pdf"),
    ("a.pdf", make_docx("<w:p/>"), "docx"),
    ("a.docx", zip_parts({"mimetype": ODT, "content.xml": "<a/>"}), "odt"),
    ("a.docx", zip_parts({"readme.txt": "x"}), "zip"),
    ("a.docx", make_docx("<w:p/>")[:90], "docx"),
    ("a", make_ole({"Workbook": b"x"}), "xls"),
    ("a.doc", make_ole({"EncryptedPackage": b"x"}), "encrypted"),
    ("a.doc", b"{\\rtf1 x}", "rtf"),
    ("a.doc", b"<html><body>x", "html"),
    ("a.bin", b"\xef\xbb\xbf<!DOCTYPE html><p>x", "html"),
    ("a.jpg", b"\x89PNG\r\n\x1a\n", "png"),
    ("a.md", b"# x", "md"),
    ("a.csv", b"a,b", "csv"),
    ("a.tsv", b"a\tb", "csv"),
    ("a", b"From: a@example.org\nTo: b@example.org\nSubject: c\n\nd", "eml"),
    (
        "a.txt",
        b"From ana@example.org Mon Jan  1\nFrom: a@example.org\nTo: b@example.org\n\n",
        "mbox",
    ),
    ("cur/a.eml", b"From: a@example.org\nTo: b@example.org\n\nd", "mail"),
    ("new/1700000000.M1P2.host", b"Received: x\nFrom: a@example.org\n\nd", "mail"),
    ("1700000000.M1P2.host:2,S", b"Received: x\nFrom: a@example.org\n\nd", "mail"),
    ("17", b"ARC-Seal: x\nFrom: a@b.org\nTo: c@b.org\nDate: x\nSubject: y\n\nd", "mail"),
    ("17", b"Wells dug: 14\nWells dry: 2\n", "txt"),
    ("a.emlx", b"120\nFrom: a@example.org\nTo: b@example.org\n\nd", "mail"),
    ("a.ost", b"!BDN", "pst"),
    ("a.olm", zip_parts({"Accounts/ana.xml": "<x/>"}), "pst"),
    ("a.eml", b"From a@b.org Mon Jan 1 10:00:00 2026\nFrom: a@b.org\nTo: c@b.org\n\nd\n", "eml"),
    (
        "a.eml",
        b"From a@b.org Mon Jan 1 10:00:00 2026\nFrom: a@b.org\nTo: c@b.org\n\nd\n\n" * 2,
        "mbox",
    ),
    ("a.txt", b"From: the team\nto all: hello", "txt"),
    ("a.txt", b"BEGIN:VCALENDAR\n", "ics"),
    ("a.txt", "wells".encode("utf-16"), "txt"),
    ("a.dat", b"\0\1\2\3" * 99, "unknown"),
    ("a.dat", b"just words", "txt"),
    ("a.dat", b"", "unknown"),
]


@pytest.mark.parametrize(("name", "content", "kind"), CASES)
def test_the_content_decides(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    assert detect_type(path) == kind


@pytest.mark.parametrize(
    ("name", "kind"), [("A.DOCX", "docx"), ("b.JPG", "jpeg"), ("c", "unknown"), ("d.q", "unknown")]
)
def test_the_name_claims_a_type(name: str, kind: str) -> None:
    assert get_type_by_name(PurePath(name)) == kind
