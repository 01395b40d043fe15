"""Runs: typed text as runs of one direction each, character by character as it was typed.

A file of its own, because characters alone decide here, and nothing of the document.
"""

import re
import unicodedata
from itertools import groupby

from services.drawing.docx.elements import Element, Look, make_run
from services.texts import clean_text

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def make_runs(text: str, look: Look, *, is_right_to_left: bool) -> list[Element]:
    """Return the text as runs; Word wants each run to say whether it goes from right to left.

    Characters without a direction of their own, such as blanks and digits, go with the letters
    around them if those agree, else with the paragraph.
    """
    cleaned = clean_text(text, max_characters=len(text) + 1)
    if not is_right_to_left and not RIGHT_TO_LEFT.search(cleaned):
        return [make_run(cleaned, look)] if cleaned else []
    return [
        make_run(piece, look, is_right_to_left=is_backward)
        for piece, is_backward in split_by_direction(cleaned, is_right_to_left=is_right_to_left)
    ]


def split_by_direction(text: str, *, is_right_to_left: bool) -> list[tuple[str, bool]]:
    """Split a text where its direction changes; each piece says whether it is right to left."""
    strong = [_find_strength(character) for character in text]
    after: list[bool] = []
    coming = is_right_to_left
    for strength in reversed(strong):
        coming = coming if strength is None else strength
        after.append(coming)
    directions: list[bool] = []
    last = is_right_to_left
    for strength, next_one in zip(strong, reversed(after), strict=True):
        last = last if strength is None else strength
        directions.append(last if last == next_one else is_right_to_left)
    characters = zip(text, directions, strict=True)
    return [
        ("".join(character for character, _ in group), is_backward)
        for is_backward, group in groupby(characters, key=lambda pair: pair[1])
    ]


def _find_strength(character: str) -> bool | None:
    direction = unicodedata.bidirectional(character)
    if direction == "L":
        return False
    return True if direction in ("R", "AL", "AN") else None
