"""Whatever a file says, and in whichever of its fields: no secret is in what a reader returns."""

from collections.abc import Callable

import pytest
from files import make_docx, make_office, make_pdf, relate

Read = Callable[[str, bytes], dict[str, object]]
SECRET = "Ocelot-Run-55x"
NOTE = f"Notes\nPassword:\n{SECRET}\nThat is all"


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def make_sheet() -> bytes:
    kind = "openxmlformats-officedocument.spreadsheetml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = ("System", "User", "Password", "Payroll", "ana", SECRET)
    told = [f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells]
    rows = f"<row>{''.join(told[:3])}</row><row>{''.join(told[3:])}</row>"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{relations}"><sheets>'
        f'<sheet name="pw {SECRET}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relate(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    return make_office({"xl/workbook.xml": f"{kind}.sheet.main+xml"}, parts, f"pw: {SECRET}")


LINES = "".join(map(paragraph, NOTE.split("\n")))
FILES = {
    "a.txt": NOTE.encode(),
    "a.md": f"# Password\n\n{SECRET}\n".encode(),
    "a.csv": f"System;User;Password\nPayroll;ana;{SECRET}\n".encode(),
    "a.html": f"<title>pw: {SECRET}</title><p>Password:</p><p>{SECRET}</p>".encode(),
    "a.docx": make_docx(paragraph(SECRET, "Heading1") + LINES, f"Password: {SECRET}"),
    "notes.docx": make_docx(LINES, comments=paragraph(f"the password is {SECRET}")),
    "a.xlsx": make_sheet(),
    "a.pdf": make_pdf(
        f"BT /F1 12 Tf 72 700 Td (Password: {SECRET}) Tj ET", f"/Title (pw {SECRET})"
    ),
    "a.eml": f"From: a@example.org\nSubject: pw {SECRET}\n\nPassword:\n{SECRET}\n".encode(),
    "a.vcf": f"BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nNOTE:Password: {SECRET}\nEND:VCARD\n".encode(),
    "a.xml": f"<x><user>ana</user><password>{SECRET}</password></x>".encode(),
    "cut-off.xml": f"<x><user>ana</user><password>{SECRET}</x".encode(),
    "inside.xml": f"<x><password><b>{SECRET}</b></password></x>".encode(),
    "pairs.xml": f"<Key>Password</Key><Value>{SECRET}</Value>".encode(),
    "list.xml": f"<r><key>wifi password</key>\n<string>{SECRET}</string></r>".encode(),
    "named.xml": f'<r><string name="db_password">{SECRET}</string>x</r>'.encode(),
    "a.rtf": rf"{{\rtf1 Password:\par {SECRET}\par end}}".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_no_field_of_a_file_keeps_its_secret(read: Read, name: str) -> None:
    found = read(name, FILES[name])
    assert found.get("reason") is None
    assert SECRET not in str(found)
    assert found["secrets"]


def test_a_title_that_is_the_secret_of_the_text_is_masked(read: Read) -> None:
    body = paragraph("Teranga-Guest", "Heading1") + paragraph("Wi-Fi key: Teranga-Guest")
    assert "Teranga" not in str(read("a.docx", make_docx(body)))
