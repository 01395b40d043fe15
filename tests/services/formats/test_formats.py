"""Every format gives its text in reading order, its title, its people and its days."""

import plistlib
import re
from collections.abc import Callable

import pytest
from files import (
    SLIDE,
    make_docx,
    make_office,
    make_pdf,
    relate,
    zip_parts,
)

from services.formats import reasons

Read = Callable[[str, bytes], dict[str, object]]

PEOPLE = {
    "authors": ["Ana Sow", "Moussa Ba"],
    "modified_by": "Ben Diop",
    "created_on": "2025-03-01",
    "modified_on": "2026-05-03",
}


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx_is_read_in_order_with_all_its_parts(read: Read) -> None:
    row = f"<w:tr><w:tc>{paragraph('Wells')}</w:tc><w:tc>{paragraph('14')}</w:tc></w:tr>"
    body = paragraph("First") + f"<w:tbl>{row}</w:tbl>" + paragraph("Last")
    found = read("a.docx", make_docx(body, header=paragraph("Top"), footnotes=paragraph("Note")))
    assert str(found["text"]).split() == ["First", "Wells", "14", "Last", "Top", "Note"]
    assert "Wells \t14" in str(found["text"])
    assert {name: found[name] for name in PEOPLE} == PEOPLE


def test_docx_leaves_out_what_was_deleted_and_second_copies(read: Read) -> None:
    copy = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t>"
        f'</w:r></w:del><m:AlternateContent xmlns:m="{copy}"><m:Choice><w:txbxContent>'
        f"{paragraph('boxed')}</w:txbxContent></m:Choice><m:Fallback>{paragraph('boxed')}"
        "</m:Fallback></m:AlternateContent></w:p>"
    )
    assert str(read("a.docx", make_docx(body))["text"]).split() == ["kept", "boxed"]


def test_docx_is_called_by_its_heading_if_its_title_says_nothing(read: Read) -> None:
    body = paragraph("Draft") + paragraph("Water plan 2026", "Heading1")
    assert read("a.docx", make_docx(body, "Document1"))["title"] == "Water plan 2026"
    assert read("a.docx", make_docx(body, "Plan for wells"))["title"] == "Plan for wells"


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Wells</t></is></c><c r="B1"><v>14</v></c></row>
</sheetData></worksheet>"""


def test_xlsx_gives_a_line_a_row(read: Read) -> None:
    kind = "openxmlformats-officedocument.spreadsheetml"
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Budget" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relate(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": SHEET,
    }
    kinds = {"xl/workbook.xml": f"{kind}.sheet.main+xml"}
    found = read("a.xlsx", make_office(kinds, parts, "Budget 2026"))
    assert found["text"] == "Budget\nWells\t14"
    assert found["title"] == "Budget 2026"
    assert found["authors"] == PEOPLE["authors"]


def shape(text: str, kind: str = "") -> str:
    place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    return f"<p:sp>{place}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def test_pptx_follows_the_show_and_brings_the_notes(read: Read) -> None:
    kind = "openxmlformats-officedocument.presentationml"
    order = '<p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:sldIdLst>'
    parts = {
        "ppt/presentation.xml": f"<p:presentation {SLIDE}>{order}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relate(
            ("r1", "slide", "slides/slide1.xml"), ("r2", "slide", "slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": f"<p:sld {SLIDE}>{shape('second')}</p:sld>",
        "ppt/slides/slide2.xml": f"<p:sld {SLIDE}>{shape('Opening', 'title')}</p:sld>",
        "ppt/slides/_rels/slide2.xml.rels": relate(("n", "notesSlide", "../notes/n1.xml")),
        "ppt/notes/n1.xml": f"<p:notes {SLIDE}>{shape('say hello')}</p:notes>",
    }
    kinds = {"ppt/presentation.xml": f"{kind}.presentation.main+xml"}
    kinds |= {f"ppt/slides/slide{number}.xml": f"{kind}.slide+xml" for number in (1, 2)}
    found = read("a.pptx", make_office(kinds, parts))
    assert found["text"] == "Opening\nsay hello\nsecond"
    assert found["title"] == "Opening"


ODT = """<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:b="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><o:body><o:text>
<t:tracked-changes><t:p>gone</t:p></t:tracked-changes><t:h>Water <t:span>plan</t:span></t:h>
<t:p>one<t:s/>two<t:tab/>three</t:p></o:text></o:body></o:document-content>"""
META = """<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><o:meta><dc:creator>Ben Diop</dc:creator>
<m:initial-creator>Ana Sow</m:initial-creator><dc:date>2026-05-03T10:00:00</dc:date>
</o:meta></o:document-meta>"""


def test_odt_is_read_without_what_was_deleted(read: Read) -> None:
    mime = "application/vnd.oasis.opendocument.text"
    content = zip_parts({"mimetype": mime, "content.xml": ODT, "meta.xml": META})
    found = read("renamed.bin", content)
    assert str(found["text"]).split("\n") == ["", "Water plan", "", "one two\tthree"]
    assert (found["type"], found["title"]) == ("odt", "Water plan")
    assert (found["authors"], found["modified_by"]) == (["Ana Sow"], "Ben Diop")


def test_pdf_gives_text_and_properties(read: Read) -> None:
    info = "/Title(Well map)/Author(Ana Sow)/ModDate(D:20260503120000Z)"
    found = read("a.pdf", make_pdf("BT /F 12 Tf 9 300 Td (Fourteen wells) Tj ET", info))
    assert (found["text"], found["title"], found["authors"], found["modified_on"]) == (
        "Fourteen wells",
        "Well map",
        ["Ana Sow"],
        "2026-05-03",
    )


def test_pdf_without_text_says_so(read: Read) -> None:
    assert (
        read("a.pdf", make_pdf("0 0 9 9 re f"))["reason"] == "holds no text, only pictures of pages"
    )


RTF = (
    r"{\rtf1\ansi{\info{\title Well plan}{\author Ana Sow}{\operator Ben Diop}"
    r"{\creatim\yr2025\mo3\dy1}{\revtim\yr2026\mo5\dy3}}Caf\'e9 at \u1046?\par{\pict " + "ab" * 500
) + "} end}"


def test_rtf_gives_text_and_properties(read: Read) -> None:
    found = read("a.rtf", RTF.encode())
    assert "Café at Ж" in str(found["text"])
    assert "abab" not in str(found["text"])
    assert (found["title"], found["modified_by"]) == ("Well plan", "Ben Diop")
    assert (found["created_on"], found["modified_on"]) == ("2025-03-01", "2026-05-03")


def test_html_shows_what_a_reader_sees(read: Read) -> None:
    page = (
        b"<html><head><title>Wells &amp; pumps</title><style>p{}</style></head><body><script>x()"
        b"</script><p>wa<b>ter</b> point</p>after<ul><li>one<li>two</ul><table><tr><td>a<td>b"
    )
    found = read("a.htm", page)
    assert found["text"] == "water point\nafter\none\ntwo\na\tb"
    assert found["title"] == "Wells & pumps"


def test_a_cell_of_html_keeps_its_column_and_its_paragraph_ends_no_line(read: Read) -> None:
    table = (
        b"<table><tr><td>\n<p>System</p>\n</td><td><p>Owner</p></td><td></td></tr>"
        b"<tr><td></td><td><p>Kora\n 2020</p></td></tr></table>"
    )
    assert read("a.html", table)["text"] == "System\tOwner\n\tKora 2020"


def test_markdown_is_called_by_its_first_heading(read: Read) -> None:
    found = read("a.md", b"# Site *visits*\n\ntext")
    assert (found["type"], found["title"]) == ("md", "Site *visits*")


MAIL = b"""From: Moussa Ba <moussa.ba@example.org>
To: ana.sow@example.org
Subject: =?utf-8?q?R=C3=A9union?= on wells
Date: Sun, 3 May 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=latin-1

<p>Voil\xe0 the plan</p>
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="plan.pdf"

x
--b--
"""


def test_eml_gives_headers_body_and_names_of_attachments(read: Read) -> None:
    found = read("a.eml", MAIL)
    assert str(found["text"]).split("\n")[-2:] == ["Voilà the plan", "Attachments: plan.pdf"]
    assert (found["title"], found["authors"]) == ("Réunion on wells", ["Moussa Ba"])
    assert found["modified_on"] == "2026-05-03"


def test_a_private_mail_in_a_folder_gives_nothing(read: Read) -> None:
    found = read("a.eml", MAIL.replace(b"on wells", b"(personal)"))
    assert found == {"type": "eml", "reason": "is marked private by its subject"}


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_read_in_any_encoding(read: Read, encoding: str) -> None:
    text = "Réunion à Thiès : le procès-verbal a été rédigé, la facture est réglée.\n" * 4
    found = read("a.txt", text.encode(encoding))
    assert (found["text"], found["language"], found["type"]) == (text, "fr", "txt")


def test_csv_stays_as_it_is(read: Read) -> None:
    found = read("a.csv", b"site;wells\nThi\xc3\xa8s;14\n")
    assert (found["type"], found["text"]) == ("csv", "site;wells\nThiès;14\n")


def test_secrets_are_gone_before_anything_is_returned(read: Read) -> None:
    found = read("a.txt", b"wifi\npassword: Kaolack77\n")
    assert found["text"] == "wifi\npassword: [secret removed]\n"
    assert found["secrets"] == ["A password in line 2."]


POINTERS = {
    "a.gsheet": b'{"url":"https://docs.example.org/open?id=1","doc_id":"1"}',
    "a.gdoc": b'{"":"WARNING!","doc_id":"1abc","resource_key":""}',
    "a.url": b"[InternetShortcut]\r\nURL=https://docs.example.org/b\r\n",
    "a.webloc": plistlib.dumps({"URL": "https://docs.example.org/c"}),
    "b.webloc": plistlib.dumps({"URL": "https://docs.example.org/d"}, fmt=plistlib.FMT_BINARY),
}


@pytest.mark.parametrize("name", POINTERS)
def test_a_pointer_gives_its_address_and_is_no_document(read: Read, name: str) -> None:
    found = read(name, POINTERS[name])
    assert (found["type"], found["reason"]) == ("pointer", reasons.POINTER)
    assert re.fullmatch(r"https://(docs\.example\.org/|drive\.google\.com/).+", str(found["text"]))


def test_of_an_archive_the_names_are_listed_but_for_private_ones(read: Read) -> None:
    parts = {"Handover/Plan.docx": "x", "Perso/letter.txt": "x", "union card.pdf": "x"}
    found = read("a.zip", zip_parts(parts))
    assert found["reason"] == reasons.ARCHIVE
    assert found["text"] == "Handover/Plan.docx\n2 in private places"
