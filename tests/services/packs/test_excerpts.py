"""Excerpts: whole sentences, counted as a reader counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.packs.lengths import count_words, excerpt, fold, shorten, strip_markdown


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("three plain words", 3), ("一二三四五六七八", 5), ("x" * 65, 3), ("да, и нет", 3)],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


def test_an_excerpt_ends_at_a_sentence() -> None:
    assert excerpt("One two. Three four. Five six.", 4) == "One two. Three four."
    assert excerpt("一二三四。五六七八。", 3) == "一二三四。"


def test_a_first_sentence_too_long_is_cut_at_a_word() -> None:
    assert excerpt("One two, three four five", 2) == "One two…"


def test_markdown_signs_go_and_typed_signs_stay() -> None:
    typed = "- **Bold** and *it* and `code`\n# head\n2 * 3 * 4 and {{ 7*7 }} and A & B <b>"

    assert (
        strip_markdown(typed) == "Bold and it and code head 2 * 3 * 4 and {{ 7*7 }} and A & B <b>"
    )


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_no_cut_text_is_longer_than_allowed(text: str, most: int) -> None:
    assert count_words(excerpt(text, most)) <= most + 1
    assert count_words(shorten(text, most)) <= most + 1


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert fold(" Sékou  BALDÉ, (AKEV)") == "sekou balde akev"
