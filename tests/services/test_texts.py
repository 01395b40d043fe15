"""Texts: what comes through the door, and what does not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.texts import clean_data, clean_line, clean_text, close_directions


def test_what_people_type_stays_as_it_is() -> None:
    typed = "A & B <b> {{ 7*7 }}\n\ttwo – “lines” العربية 中文 é"

    assert clean_text(typed) == typed


def test_control_characters_and_half_characters_go() -> None:
    assert clean_text("a\x00b\x0bc\x1bd\x7f\ud800e\ufffe") == "abcde"


def test_newlines_of_every_system_become_one_kind() -> None:
    assert clean_text("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_letters_are_composed() -> None:
    assert clean_text("Se\u0301dhiou") == "Sédhiou"


def test_a_text_is_cut_at_its_cap() -> None:
    assert clean_text("abcdef", max_characters=3) == "abc"


def test_a_line_has_no_newlines() -> None:
    assert clean_line("  two\n words\t", max_characters=500) == "two words"


def test_data_is_cleaned_to_its_depth_and_other_values_stay() -> None:
    given_data = {"title": "a\x00", "if": ["b\r\n", {"c\x07": 3}], "due": None}

    assert clean_data(given_data) == {
        "title": "a",
        "if": ["b\n", {"c": 3}],
        "due": None,
    }


@given(st.text(alphabet=st.characters(codec=None)))
def test_whatever_comes_in_fits_into_xml_and_utf8(text: str) -> None:
    root = etree.Element("text")
    root.text = clean_text(text)

    etree.fromstring(etree.tostring(root, encoding="utf-8"))
    json.dumps(root.text, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("Ana Sow", "Ana Sow"),
        ("Ana \u202egpj.exe", "Ana \u202egpj.exe\u202c"),
        ("\u2067a \u202eb", "\u2067a \u202eb\u202c\u2069"),
        ("\u2067a \u202eb\u2069 c", "\u2067a \u202eb\u2069 c"),
        ("a\u202c\u2069 b", "a b"),
        ("\u202ba\nb", "\u202ba\u202c\nb"),
    ],
)
def test_a_turn_of_direction_ends_in_its_line(typed: str, closed: str) -> None:
    assert close_directions(typed) == closed
    assert close_directions(closed) == closed


def test_thousands_of_turns_that_nothing_ends_are_closed_in_no_time() -> None:
    """A search among all that is open, for each that closes, would not end within hours."""
    opened = "\u202a" * 1_000_000
    assert close_directions(opened + "\u2069" * 1_000_000) == opened + "\u202c" * 1_000_000
