"""The form in DOCX: the key of an answer stands in four places."""

import pytest
from lxml import etree

from models.outline import FormQuestion
from services.drawing.docx import render_docx
from services.drawing.docx.draft import name_bookmark
from services.drawing.docx.forms import LONGEST_TAG, PLACEHOLDER
from tests.services.drawing.reading_word import (
    W,
    find,
    list_values,
    make_document,
    open_word,
    read_part,
    read_text,
)

QUESTION = FormQuestion(key="synthesis.role", question="What is *it* for?", hint="Short.", lines=4)
CHOICE = FormQuestion(key="accept.warning-01", question="Warning", choices=("Yes", "No"), lines=1)


@pytest.fixture(scope="module")
def root() -> etree._Element:
    return read_part(render_docx(make_document(QUESTION, CHOICE)))


def find_control(root: etree._Element, key: str) -> etree._Element:
    (control,) = find(root, f"//w:sdt[w:sdtPr/w:tag[@w:val='{key}']]")
    return control


def test_the_key_is_tag_alias_bookmark_and_small_print(root: etree._Element) -> None:
    control = find_control(root, "synthesis.role")
    row = next(one for one in control.iterancestors(f"{{{W}}}tr"))

    assert list_values(control, "w:sdtPr/w:alias") == ["synthesis.role"]
    assert control.getprevious().get(f"{{{W}}}name") == name_bookmark("synthesis.role")  # type: ignore[union-attr]
    assert [read_text(cell).strip() for cell in find(row, "w:tc")] == [
        PLACEHOLDER,
        "synthesis.role",
    ]


def test_the_control_is_inside_a_line_and_takes_several_lines(root: etree._Element) -> None:
    control = find_control(root, "synthesis.role")

    assert control.getparent().tag == f"{{{W}}}p"  # type: ignore[union-attr]
    assert find(control, "w:sdtPr/w:text[@w:multiLine='1']")
    assert list_values(control, "w:sdtPr/w:lock") == ["sdtLocked"]


def test_each_cell_has_one_control(root: etree._Element) -> None:
    assert {len(find(cell, ".//w:sdt")) for cell in find(root, "//w:tc[.//w:sdt]")} == {1}


def test_choices_are_boxes_to_tick(root: etree._Element) -> None:
    boxes = [find_control(root, f"accept.warning-01#{number}") for number in (1, 2)]

    assert [read_text(box) for box in boxes] == ["☐", "☐"]
    assert all("checkbox" in str(box[0][-1].tag) for box in boxes)


def test_there_is_as_much_room_as_lines_were_asked_for(root: etree._Element) -> None:
    heights = list_values(root, "//w:tr[.//w:sdtPr/w:text]/w:trPr/w:trHeight")

    assert heights == ["1680", "420"]


def test_ids_differ_and_tags_are_no_longer_than_word_allows() -> None:
    long = FormQuestion(key="accept." + "x" * 90, question="?")
    root = read_part(render_docx(make_document(QUESTION, CHOICE, long)))

    ids = list_values(root, "//w:sdtPr/w:id")
    assert len(ids) == len(set(ids)) == 5
    assert max(len(tag or "") for tag in list_values(root, "//w:sdtPr/w:tag")) <= LONGEST_TAG


def test_the_properties_say_which_form_of_which_edition_it_is() -> None:
    outline = make_document(QUESTION, name="read-back", edition_number=3)

    said = open_word(render_docx(outline)).core_properties

    assert said.identifier == "HO-2026-0007/3/read-back/1"


def test_the_room_to_answer_stays_on_the_page_of_its_choices(root: etree._Element) -> None:
    choices = find_control(root, "accept.warning-01#1").iterancestors(f"{{{W}}}tbl")
    gap = next(choices).getnext()

    assert find(gap, "w:pPr/w:keepNext")
