"""What a normal form of Unicode costs, whatever a text holds."""

import re
import unicodedata
from itertools import groupby

import pytest

from models.normal_forms import MOST_MARKS, normalize

_HIGH = "\u0315"
"""Sorted behind the marks below a letter."""
_PURE = [
    one
    for one in map(chr, range(0x110000))
    if all(0 < unicodedata.combining(mark) < 232 for mark in unicodedata.normalize("NFKD", one))
]


def list_classes(text: str) -> list[int]:
    return list(map(unicodedata.combining, text))


@pytest.mark.parametrize("form", ["NFC", "NFKD"])
def test_thousands_of_marks_are_not_sorted_together(form):
    # Sorted as one run, no mark of a lower class would follow one of a higher.
    for mark in _PURE:
        if unicodedata.combining(unicodedata.normalize(form, mark)[0]):
            marked = normalize(form, "a" + (_HIGH + mark) * 2 * MOST_MARKS)
            classes = [one for one in list_classes(marked) if one]
            assert classes != sorted(classes), f"U+{ord(mark):04X}"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(
    "marks", ["\u0301", "\u0315\u0300", "\u0344", "\u0f73\u0f71", "\uff9e\u0300"]
)
def test_no_run_is_longer_and_the_form_holds(form, marks):
    made = normalize(form, f"é{marks * 500}é")
    runs = (len(list(run)) for is_mark, run in groupby(list_classes(made), bool) if is_mark)
    assert max(runs) <= MOST_MARKS
    assert normalize(form, made) == made
    assert unicodedata.is_normalized(form, made)
    # Nothing is lost: what parts a run is the only thing new.
    assert len(re.sub("\u034f", "", made)) >= len(unicodedata.normalize(form, f"é{marks}é"))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_words_are_as_unicode_writes_them(form):
    for text in ("Réunions", "e\u0301\u0323", "ｆｕｌｌ", "한국어", "དཀའ\u0f73", "ﾊﾟ", "שָׁלוֹם", ""):
        assert normalize(form, text) == unicodedata.normalize(form, text)
