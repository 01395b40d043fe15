"""Texts in DOCX: Markdown as real structures, each run in its direction, nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.outline import Paragraph
from models.words import Language
from services.drawing.docx import render_docx
from services.drawing.docx.draft import LONGEST_BOOKMARK, name_bookmark
from services.drawing.docx.prose import is_whole_address, read_prose
from services.drawing.docx.runs import split_by_direction
from tests.services.drawing.reading_word import (
    draw_item,
    draw_markdown,
    find,
    list_values,
    make_document,
    read_part,
    read_text,
)
from tests.services.drawing.sample_outline import make_outline


def test_bold_and_italic_also_hold_for_arabic_letters() -> None:
    root = draw_markdown("a **b** *c*")

    assert [read_text(one) for one in find(root, "//w:r[w:rPr/w:b and w:rPr/w:bCs]")] == ["b"]
    assert [read_text(one) for one in find(root, "//w:r[w:rPr/w:i and w:rPr/w:iCs]")] == ["c"]


def test_lists_are_real_lists() -> None:
    root = draw_markdown("- a\n  - b\n\n5. five\n6. six")

    assert list_values(root, "//w:numPr/w:ilvl") == ["0", "1", "0", "0"]
    assert list_values(root, "//w:numPr/w:numId") == ["1", "1", "2", "2"]


def test_each_numbered_list_begins_with_the_number_that_was_typed() -> None:
    content = render_docx(make_document(Paragraph(text="1) a\n2) b\n\ntext\n\n4. c")))
    numbering = read_part(content, "word/numbering.xml")

    assert list_values(read_part(content), "//w:numPr/w:numId") == ["2", "2", "3"]
    assert list_values(numbering, "//w:num/w:lvlOverride/w:startOverride") == ["1", "4"]


@pytest.mark.parametrize(
    ("typed", "shown"), [("1. a\n1. b", "1.\tb"), ("7. a\n9. b", "9.\tb"), ("007. b", "007.\tb")]
)
def test_numbers_that_do_not_count_stay_as_typed(typed: str, shown: str) -> None:
    lines = read_text(draw_markdown(typed)).split("\n")

    assert lines[-1] == shown


def test_a_table_is_a_table() -> None:
    root = draw_markdown("| Site | Users |\n|---|--:|\n| Thiès | **1,200** |")
    (table,) = [one for one in find(root, "//w:tbl") if "Thiès" in read_text(one)]

    cells = [[read_text(c).strip() for c in find(r, "w:tc")] for r in find(table, "w:tr")]
    assert cells == [["Site", "Users"], ["Thiès", "1,200"]]
    assert find(table, "w:tr[1]/w:trPr/w:tblHeader")


def test_code_keeps_its_lines_and_its_face() -> None:
    root = draw_markdown("```\nmount //srv01/x /mnt\n  two\n```\n\n`one`")

    (block,) = find(root, "//w:p[w:pPr/w:pStyle[@w:val='CodeBlock']]")
    assert read_text(block) == "\nmount //srv01/x /mnt\n  two"
    assert [read_text(r) for r in find(root, "//w:r[w:rPr/w:rStyle[@w:val='Code']]")] == ["one"]


def test_a_link_says_its_address_on_paper() -> None:
    root = draw_markdown("[the desk](https://desk.example.org/a_b) and https://example.org/x.")

    assert [read_text(one) for one in find(root, "//w:hyperlink[not(@w:anchor)]")] == [
        "the desk",
        "https://example.org/x",
    ]
    assert "the desk (https://desk.example.org/a_b) and https://example.org/x." in read_text(root)


@pytest.mark.parametrize(
    "address",
    [
        "http://[x",
        "https://é.example/",
        "javascript:alert(1)",
        "http://a.b:99999/",
        "https://a b",
        "file:///x",
    ],
)
def test_an_address_that_is_not_whole_is_text(address: str) -> None:
    assert not is_whole_address(address)
    assert address in read_text(draw_markdown(f"see {address}"))


@pytest.mark.parametrize(
    "typed",
    [
        "A & B <b>bold</b> {{ 7*7 }} &amp; &lt;",
        "\\\\srv01\\finance\\__FINAL__.docx",
        "<script>alert(1)</script>",
        "![x](file:///etc/passwd)",
        "[y](javascript:alert(1))",
        "    four blanks",
        "a\tb",
    ],
)
def test_what_is_no_markdown_stays_as_typed(typed: str) -> None:
    assert typed.strip() in read_text(draw_markdown(typed))


def test_an_answers_heading_stays_out_of_the_documents_outline() -> None:
    root = draw_markdown("# Loud\n\ntext")

    assert "Loud" in read_text(root)
    assert len(find(root, "//w:p[w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]]")) == 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 \n\t-*_`#>|[]()<>&\\.+!~:/é", max_size=60))
def test_no_letter_and_no_digit_is_ever_lost(typed: str) -> None:
    shown = "".join(passage.text for passage in read_prose(typed))

    assert sum(map(str.isalnum, shown)) >= sum(map(str.isalnum, typed))


def test_directions_follow_the_letters_and_signs_between_follow_both() -> None:
    assert split_by_direction("abc 12", is_right_to_left=False) == [("abc 12", False)]
    assert split_by_direction("اتصل بـ Ingrid Solheim الآن", is_right_to_left=True) == [
        ("اتصل بـ ", True),
        ("Ingrid Solheim", False),
        (" الآن", True),
    ]


def test_an_english_paragraph_in_an_arabic_document_runs_its_own_way() -> None:
    outline = make_outline(Language.ar)
    root = read_part(render_docx(outline))

    assert "0" in list_values(root, "//w:pPr/w:bidi")


def test_an_arabic_name_in_an_english_document_is_a_run_of_its_own() -> None:
    root = draw_item(title="Call محمد today")

    assert [read_text(one) for one in find(root, "//w:r[w:rPr/w:rtl]")] == ["محمد"]


@pytest.mark.parametrize("anchor", ["warning-03", "section-read-back", "مرساة"])
def test_an_anchor_is_its_own_bookmark(anchor: str) -> None:
    assert name_bookmark(anchor) == anchor


@pytest.mark.parametrize("anchor", ["3-days", "a.b", "x" * 60, "a b"])
def test_a_bookmark_that_word_could_not_keep_gets_another_name(anchor: str) -> None:
    name = name_bookmark(anchor)

    assert name != anchor
    assert len(name) <= LONGEST_BOOKMARK
    assert name.replace("_", "").isalnum()


def test_notes_stand_beside_the_words() -> None:
    root = draw_item(body="Words.", notes=[{"label": "Due", "texts": ["10 December"]}], fields=[])
    cells = [one for one in find(root, "//w:tc") if "Due" in read_text(one)]

    assert [read_text(one).strip() for one in cells] == ["Due  10 December"]
