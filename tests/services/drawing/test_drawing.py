from html import unescape

import pytest

from models.outline import Item, LabelledText
from models.words import Language
from services.drawing.html_pages import (
    isolate,
    quote_for_css,
    quote_page_label,
    shape_of,
    shorten,
    shorten_to_running_title,
)
from services.drawing.jobs import PrintStyle
from services.drawing.paper import break_long_words, find_cover_space
from tests.services.drawing.sample_outline import make_outline

NOTE = LabelledText(label="Ask", texts=("Moussa Ba",))


def make_item(**fields: object) -> Item:
    return Item.model_validate({"anchor": "a", "kind": "Lesson", "title": "t", **fields})


def test_a_text_against_the_direction_is_a_run_of_its_own():
    assert isolate(Language.ar, "Call <b>.") == '<bdi dir="ltr">Call &lt;b&gt;.</bdi>'
    assert isolate(Language.en, "مرحبا").startswith('<bdi dir="rtl">')
    assert isolate(Language.en, "Call.") == "Call."


def test_items_are_laid_out_by_their_height():
    assert shape_of(make_item(body="Short.", notes=(NOTE,))) == "whole"
    assert shape_of(make_item(body="Short.")) == "bare"
    assert shape_of(make_item(body="line\n" * 20, notes=(NOTE,))) == "tall"


@pytest.mark.parametrize("text", ["", "x", 'a"; } </style><script>', "été \\ \n é", "\u202e"])
def test_a_text_in_css_is_a_string_of_escapes(text: str):
    quoted = quote_for_css(text)

    assert set(quoted[1:-1]) <= set("\\ abcdefghijklmnopqrstuvwxyz0123456789")
    assert quoted[0] == quoted[-1] == '"'


def test_page_labels_count():
    label = quote_page_label("Page {page} of {pages}")

    assert "counter(page)" in label
    assert label.endswith("counter(pages)")
    assert quote_page_label("").startswith("counter(page)")


def test_texts_are_cut_at_a_word():
    assert shorten("three small words", 12) == "three small…"
    assert shorten("three", 12) == "three"
    assert shorten_to_running_title("one two three four five six") == "one two three four five …"


def test_long_words_may_break_and_keep_their_characters():
    broken = break_long_words(f'<p title="{"y" * 300}">{"x&amp;" * 200}</p>')

    assert unescape(broken.replace("<wbr>", "")) == f'<p title="{"y" * 300}">{"x&" * 200}</p>'
    assert broken.count("<wbr>") == 4
    assert "y" * 300 in broken


def test_a_cover_with_much_to_say_begins_higher():
    plain = make_outline()
    full = plain.model_copy(update={"facts": plain.facts * 2, "title": plain.title * 2})

    assert find_cover_space(full, PrintStyle()) < find_cover_space(plain, PrintStyle())
