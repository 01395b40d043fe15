"""DOCX: valid, navigable, in its language, and the same every time."""

import subprocess
import sys
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from models.outline import Outline, Tone
from models.words import Language
from services.drawing.docx import render_docx
from services.drawing.jobs import Drawn
from tests.services.drawing.reading_word import (
    W,
    draw_item,
    find,
    list_values,
    open_word,
    read_part,
    read_text,
)
from tests.services.drawing.sample_outline import HOSTILE, TYPED, make_outline

pytestmark = pytest.mark.drawing


@pytest.fixture(scope="module")
def outline() -> Outline:
    return make_outline()


@pytest.fixture(scope="module")
def content(outline: Outline) -> bytes:
    return render_docx(outline)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["pack", "brief", "read-back"])
def test_the_validator_finds_no_error(tmp_path: Path, name: str, language: Language) -> None:
    path = tmp_path / "document.docx"
    path.write_bytes(render_docx(make_outline(language, name=name, items=8, rows=3)))

    result = OpenXmlValidator().validate(path)

    assert [str(error) for error in result.errors] == []


def test_headings_are_real_and_in_order(outline: Outline, content: bytes) -> None:
    headings = [
        (paragraph.style.name, paragraph.text.replace("\t", " "))
        for paragraph in open_word(content).paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    sections = outline.sections

    assert [text for style, text in headings if style == "Heading 1"] == [
        f"{one.number} {one.title}" if one.number else one.title for one in sections
    ]
    items = [block.title for one in sections for block in one.blocks if block.block == "item"]
    assert [text for style, text in headings if style == "Heading 3"] == items


def test_no_heading_skips_a_level(content: bytes) -> None:
    last = 0
    levels = {"Heading1": 0, "Heading2": 1, "Heading3": 2, "Question": 2, "PanelTitle": 2}
    for properties in find(read_part(content), "//w:pPr[w:pStyle]"):
        style = list_values(properties, "w:pStyle")[0]
        if style in levels:
            said = list_values(properties, "w:outlineLvl")
            level = int(said[0] or 0) if said else levels[style]
            assert level <= last + 1
            last = level


def test_every_anchor_is_a_bookmark_and_every_link_leads_to_one(
    outline: Outline, content: bytes
) -> None:
    root = read_part(content)
    names = [one.get(f"{{{W}}}name") for one in find(root, "//w:bookmarkStart")]
    anchors = [one.anchor for one in outline.sections]
    anchors += [
        b.anchor for one in outline.sections for b in one.blocks if b.block in ("item", "heading")
    ]
    links = {one.get(f"{{{W}}}anchor") for one in find(root, "//w:hyperlink[@w:anchor]")}

    assert len(names) == len(set(names))
    assert set(anchors) <= set(names)
    assert "warning-1" in links
    assert links <= set(names)


def test_the_contents_name_every_section_with_a_field_for_its_page(
    outline: Outline, content: bytes
) -> None:
    entries = find(read_part(content), "//w:p[w:pPr/w:pStyle[starts-with(@w:val, 'TOC1')]]")

    titles = [read_text(entry).strip().split("\t")[-2] for entry in entries]
    assert titles == [one.title for one in outline.sections]
    assert all("PAGEREF _Toc" in "".join(entry.itertext()) for entry in entries)


def list_page_numbers(content: bytes) -> list[int]:
    fields = find(read_part(content), "//w:hyperlink[w:r/w:instrText]")
    return [int(read_text(one).rpartition("\t")[2]) for one in fields]


def test_the_contents_say_the_pages_of_the_pdf(drawn: dict[str, Drawn], outline: Outline) -> None:
    pages = drawn["pack"].pages
    anchors = [
        anchor
        for section in outline.sections
        for anchor in (section.anchor, *(b.anchor for b in section.blocks if b.block == "heading"))
    ]

    content = render_docx(outline, pages)

    assert list_page_numbers(content) == [pages[anchor] for anchor in anchors]


def test_without_a_pdf_the_pages_are_counted(drawn: dict[str, Drawn], content: bytes) -> None:
    numbers = list_page_numbers(content)

    assert numbers == sorted(numbers)
    assert numbers[:2] == [2, 4]
    assert abs(numbers[-1] - drawn["pack"].page_count) <= 3


def test_header_rows_repeat_and_rows_stay_whole(content: bytes) -> None:
    table = next(
        table for table in find(read_part(content), "//w:tbl") if len(find(table, "w:tr")) > 30
    )

    assert len(find(table, "w:tr[1]/w:trPr/w:tblHeader")) == 1
    assert len(find(table, "w:tr[w:trPr/w:cantSplit]")) == 41
    assert list_values(table, "w:tblPr/w:tblCaption") == [
        "Documents in the order of their use (40)"
    ]


def test_everything_typed_comes_out_character_by_character(content: bytes) -> None:
    text = read_text(read_part(content))

    assert text.count(TYPED) == 6
    assert HOSTILE in text


def test_hostile_texts_make_no_link_and_no_other_part(content: bytes) -> None:
    targets = [one.get("Target") for one in read_part(content, "word/_rels/document.xml.rels")]

    assert not [one for one in targets if one and ("passwd" in one or "javascript" in one)]
    assert b"attachedTemplate" not in content


def test_control_characters_are_taken_out() -> None:
    root = draw_item(title="a\x00b\x1b[31m\ud800\uffffc", body="x\x08y")

    assert "ab[31mc" in read_text(root)
    assert "xy" in read_text(root)


@pytest.mark.parametrize(
    ("tone", "word", "color"),
    [
        (Tone.risk, "Risk", "8A1C1C"),
        (Tone.do_first, "Do first", "E08A00"),
        (Tone.decision, "Decision needed", "0B3D63"),
        (Tone.know_how, "Know-how", "555555"),
    ],
)
def test_a_callout_has_a_rule_a_tint_and_its_word(tone: Tone, word: str, color: str) -> None:
    root = draw_item(tone=tone, kind="Promise", body="x", is_urgent=True)

    assert f"{word} · Promise · Urgent" in read_text(root)
    rules = {one.get(f"{{{W}}}color") for one in find(root, "//w:tcBorders/w:left")}
    assert color in rules
    assert find(root, "//w:tcPr/w:shd")


def test_the_properties_are_the_documents_own(content: bytes) -> None:
    said = open_word(content).core_properties

    assert said.title == "Programme officer, Water and sanitation – Briefing pack for the successor"
    assert (said.language, said.identifier) == ("en", "HO-2026-0007/1/pack/1")
    assert said.comments == "What the successor needs to know about the post."
    assert said.created == said.modified
    assert said.created.isoformat()[:16] == "2026-11-20T09:30"


def test_the_footer_says_who_may_read_it_and_the_page(content: bytes) -> None:
    text = "".join(read_part(content, "word/footer1.xml").itertext())

    assert text.startswith("Internal: for the successor and the managerPage  PAGE 1 of  NUMPAGES 1")
    assert text.endswith("Nobody has reviewed this yet: it was made from files and answers alone.")
    assert "PAGE" not in "".join(read_part(content, "word/footer2.xml").itertext())


@pytest.mark.parametrize(("language", "latin"), [("fr", "fr-FR"), ("zh", "en-GB"), ("ar", "en-GB")])
def test_the_language_is_said(language: str, latin: str) -> None:
    styles = read_part(render_docx(make_outline(Language(language))), "word/styles.xml")
    (said,) = find(styles, "//w:rPrDefault//w:lang")

    assert [said.get(f"{{{W}}}{name}") for name in ("val", "eastAsia", "bidi")] == [
        latin,
        "zh-CN",
        "ar-SA",
    ]


def test_arabic_runs_from_right_to_left() -> None:
    content = render_docx(make_outline(Language.ar))
    root = read_part(content)

    assert find(read_part(content, "word/styles.xml"), "//w:style[@w:styleId='Normal']//w:bidi")
    assert find(root, "//w:sectPr/w:bidi")
    assert len(find(root, "//w:tbl")) == len(find(root, "//w:tblPr/w:bidiVisual"))


PROGRAM = (
    "import sys; from services.drawing.docx import render_docx; "
    "from tests.services.drawing.sample_outline import make_outline; "
    "sys.stdout.buffer.write(render_docx(make_outline()))"
)


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("77", "Asia/Tokyo")])
def test_the_bytes_are_the_same_in_every_process(content: bytes, seed: str, zone: str) -> None:
    environment = {"PYTHONPATH": ".", "PYTHONHASHSEED": seed, "TZ": zone}
    drawn = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True
    )

    assert drawn.stdout == content
