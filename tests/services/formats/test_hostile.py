"""A hostile file costs at most its limits, comes back with a reason, and the next one is read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from files import CORE, WORD, make_docx, make_office, make_ole, make_pdf, relate, zip_parts

from models.harvest import Extraction
from services.harvest.source_readers import extract_contents
from services.isolation.sandbox import Sandbox

pytestmark = pytest.mark.processes

ENTITIES = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
LAUGHS = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{ENTITIES}]>"


def make_zip_bomb() -> bytes:
    return make_docx("<w:p><w:r><w:t>" + "a" * 150_000_000 + "</w:t></w:r></w:p>")


def make_laughs() -> bytes:
    body = f"{LAUGHS}<w:document {WORD}><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:document>"
    kind = "openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return make_office({"word/document.xml": kind}, {"word/document.xml": body})


def make_wide_sheet() -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    rows = row.format(1, "A") + row.format(1048576, "XFD")
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{space}" xmlns:r="{related}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relate(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
        ),
    }
    kind = "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return make_office({"xl/workbook.xml": kind}, parts)


def make_deep_mail() -> bytes:
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)
    )
    return b"From: a@example.org\nSubject: deep\nMIME-Version: 1.0\n" + parts.encode()


def make_deep_xml() -> bytes:
    return make_docx("<w:p>" * 200_000 + "</w:p>" * 200_000)


def make_looping_pdf() -> bytes:
    """The page draws a form that draws itself."""
    page = make_pdf("/X Do", "/Title(Loop)")
    loop = b"/XObject<</X 4 0 R>>>>"
    return page.replace(b"<</Font<</F 5 0 R>>>>", b"<<" + loop).replace(
        b"<</Length", b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 7 0 R/Length"
    )


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("a.docx", make_zip_bomb),
    "billion laughs": ("a.docx", make_laughs),
    "wide sheet": ("a.xlsx", make_wide_sheet),
    "deep mail": ("a.eml", make_deep_mail),
    "deep XML": ("a.docx", make_deep_xml),
    "deep page": ("a.html", lambda: b"<html>" + b"<div>" * 50_000),
    "open braces": ("a.rtf", lambda: b"{\\rtf1" + b"{" * 3_000_000),
    "looping PDF": ("a.pdf", make_looping_pdf),
    "cut PDF": ("a.pdf", lambda: make_pdf("0 0 9 9 re f")[:200]),
    "cut archive": ("a.docx", lambda: make_docx("<w:p/>" * 500)[:300]),
    "bad parts": ("a.pptx", lambda: zip_parts({"[Content_Types].xml": "<", "ppt/a": "<"})),
    "no directory": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000),
    "bad pieces": ("a.doc", lambda: make_ole({"WordDocument": b"\xec\xa5\xc1\0" + b"\xff" * 5000})),
    "one line": ("a.txt", lambda: b"word " * 4_000_000),
}


def extract(sandbox: Sandbox, path: Path, content: bytes) -> Extraction:
    path.write_bytes(content)
    return next(extract_contents(sandbox, {"0" * 64: path}))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_contained(sandbox: Sandbox, tmp_path: Path, kind: str) -> None:
    name, make = HOSTILE[kind]
    found = extract(sandbox, tmp_path / name, make())
    assert found.text or found.reason
    assert len(found.text) <= 2_000_000
    assert str(tmp_path) not in (found.reason or "")
    assert extract(sandbox, tmp_path / "next.txt", b"still here").text == "still here"


REASONS = [
    ("a.docx", zip_parts({"a.txt": "x"})[:40], "is damaged: it is no whole archive"),
    ("a.docx", make_ole({"EncryptedPackage": b"x"}), "is protected by a password"),
    ("a.pdf", b"%PDF-1.7 nothing else", "is damaged: it is no whole PDF"),
    ("a.txt", b"", "is empty"),
    ("a.txt", b" \n ", "holds no text"),
    ("a.png", b"\x89PNG\r\n", "is of a type from which no text can be read"),
    (
        "a.zip",
        zip_parts({"a.txt": "x"}),
        "is an archive, of which only the names are listed: unpack it to have it read",
    ),
]


@pytest.mark.parametrize(("name", "content", "reason"), REASONS)
def test_a_file_without_text_comes_with_its_reason(
    sandbox: Sandbox, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    assert extract(sandbox, tmp_path / name, content).reason == reason


def test_a_file_that_went_away_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    found = next(extract_contents(sandbox, {"0" * 64: tmp_path / "gone.pdf"}))
    assert (found.reason, found.type) == ("is no longer there", "pdf")


def test_no_outside_entity_is_fetched(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("swordfish")
    entity = f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file://{tmp_path}/secret'>]>"
    text = "<w:p><w:r><w:t>a &e; b</w:t></w:r></w:p>"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"{entity}<w:document {WORD}>{text}</w:document>",
        "docProps/core.xml": entity + CORE % "&e; plan",
    }
    found = extract(sandbox, tmp_path / "a.docx", zip_parts(parts))
    assert found.text.startswith("a")
    assert "swordfish" not in found.model_dump_json()
