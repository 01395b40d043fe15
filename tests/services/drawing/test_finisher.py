import io
import re
from collections import Counter

import page
import pikepdf
import pytest

from services.drawing.html_pages import Fit
from services.drawing.jobs import Drawn, PrintStyle
from services.drawing.paper import draw_paper
from tests.services.drawing.sample_outline import make_outline

pytestmark = pytest.mark.drawing


def walk(element: pikepdf.Object):
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from walk(kid)


def list_tags(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(walk(pdf.Root.StructTreeRoot.K[0]))


def count_html(tag: str) -> int:
    return len(re.findall(rf"<{tag}[ >]", draw_paper(make_outline(), PrintStyle(), Fit())))


@pytest.mark.parametrize("name", ["pack", "brief"])
@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_files_keep_to_both_standards(drawn: dict[str, Drawn], name: str, profile: str):
    report = page.validate_pdf_bytes(drawn[name].content, profile=profile)

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


def test_tags_are_those_of_the_html(pdf: pikepdf.Pdf):
    counted = Counter(str(tag.S)[1:] for tag in list_tags(pdf))

    for tag, html in {
        "Table": "table",
        "TR": "tr",
        "TH": "th",
        "TD": "td",
        "H1": "h1",
        "H2": "h2",
        "H3": "h3",
        "H4": "h4",
        "Art": "article",
        "Sect": "section",
        "Caption": "caption",
    }.items():
        assert (tag, counted[tag]) == (tag, count_html(html))


def test_a_table_over_pages_is_one_table_with_one_header(pdf: pikepdf.Pdf):
    longest = max((t for t in list_tags(pdf) if t.S == "/Table"), key=lambda t: len(list(walk(t))))
    kinds = Counter(str(tag.S) for tag in walk(longest))

    assert kinds["/THead"] == 1
    assert kinds["/TR"] == 41
    assert {str(tag.A.Scope) for tag in walk(longest) if tag.S == "/TH"} == {"/Column"}


def test_page_margins_are_artifacts(pdf: pikepdf.Pdf):
    operations = pikepdf.parse_content_stream(pdf.pages[4])
    artifacts = [
        operands[1]
        for operands, operator in operations
        if str(operator) == "BDC" and operands[0] == "/Artifact"
    ]

    assert any(isinstance(a, pikepdf.Dictionary) and a.Type == "/Pagination" for a in artifacts)


def test_links_say_where_they_lead(pdf: pikepdf.Pdf):
    contents = {str(link.Contents) for link in pdf.pages[2].Annots}

    assert "Read it back" in contents


def test_metadata_says_both_standards_in_one_plain_packet(pack: bytes, pdf: pikepdf.Pdf):
    packet = pdf.Root.Metadata.read_raw_bytes()

    assert packet.count(b"<rdf:RDF") == 1
    assert b'pdfaid:part="3"' in packet
    assert b'pdfuaid:part="1"' in packet
    assert b"2026-11-20T09:30:00Z" in packet


def test_no_attachment_is_in_the_file(pdf: pikepdf.Pdf):
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    assert len(pdf.attachments) == 0


def test_the_file_opens_without_a_repair(pack: bytes):
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        assert pdf.check_pdf_syntax() == []
