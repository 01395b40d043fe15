import re
from html import unescape
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from models.outline import LabelledText
from models.words import Language
from services.drawing.html_pages import render_html
from tests.services.drawing.sample_outline import HOSTILE, TYPED, make_outline

pytestmark = pytest.mark.drawing


def test_every_item_has_its_anchor(html: str):
    tree = HTMLParser(html)
    items = {b.anchor for s in make_outline().sections for b in s.blocks if b.block == "item"}

    assert items == {str(node.attributes["id"]) for node in tree.css("article.item")}


def test_every_link_inside_leads_somewhere(html: str):
    tree = HTMLParser(html)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    targets = {str(node.attributes["href"])[1:] for node in tree.css('a[href^="#"]')}

    assert targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded_from_anywhere(html: str):
    tree = HTMLParser(html)

    assert not tree.css("script, img, link, iframe, object, embed, form, svg, video, audio")
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_typed_text_is_shown_as_typed(html: str):
    tree = HTMLParser(html)

    assert tree.css_first("#typed-1 .item-title").text().endswith(TYPED)
    assert tree.css_first("#hostile-1 .item-title").text().endswith(HOSTILE)
    assert tree.css_first(".paragraph.lead").text().strip() == TYPED


def test_headings_skip_no_level(html: str):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_reader_can_jump_over_the_contents(html: str):
    tree = HTMLParser(html)

    assert tree.css_first("a.skip").attributes["href"] == "#content"
    assert tree.css_first("main#content")
    assert len(tree.css("nav.contents li")) == len(make_outline().sections)


def test_each_callout_is_said_in_words(html: str):
    tree = HTMLParser(html)

    for tone in ("risk", "do_first", "decision", "know_how"):
        assert tree.css_first(f"article.{tone} .tone").text()


def test_a_register_of_thousands_is_drawn_without_a_table():
    html = render_html(make_outline(rows=1001))

    assert not HTMLParser(html).css("#documents ~ .scroll table")
    assert len(HTMLParser(html).css("ol.register > li")) == 1001


def test_arabic_runs_from_right_to_left():
    assert '<html lang="ar" dir="rtl">' in render_html(make_outline(Language.ar))


def test_control_signs_do_not_reach_the_file():
    outline = make_outline().model_copy(update={"title": "a\x00b\x1b[31mc"})

    assert "<title>ab[31mc" in unescape(render_html(outline))


def test_plain_texts_are_never_markdown():
    entry = LabelledText(label="Where", texts=("*Budget*/[x](https://a.example)",), is_plain=True)
    html = render_html(make_outline().model_copy(update={"facts": (entry,)}))

    assert HTMLParser(html).css_first(".facts .value").text() == entry.texts[0]


def test_cells_of_a_table_are_labelled_for_phones(html: str):
    cell = HTMLParser(html).css_first(".scroll td:nth-child(2)")

    assert cell.attributes["data-label"] == "Title"
