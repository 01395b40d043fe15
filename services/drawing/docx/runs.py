"""Runs: typed text as runs of one direction each, sign by sign as it was typed."""

import re
import unicodedata
from itertools import groupby

from models.values import Value
from services.drawing.docx.elements import Element, make
from services.texts import clean_text

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
PIECE = re.compile(r"([\n\t])")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Look(Value):
    """How a run looks; `style` is the id of a character style."""

    style: str = ""
    is_bold: bool = False
    is_italic: bool = False


PLAIN = Look()


def make_runs(text: str, look: Look = PLAIN, *, is_right_to_left: bool = False) -> list[Element]:
    """Return the text as runs; Word wants each run to say whether it goes from right to left.

    Signs without a direction of their own, such as blanks and digits, go with the letters around
    them if those agree, else with the paragraph.
    """
    cleaned = clean_text(text, max_characters=len(text) + 1)
    if not is_right_to_left and not RIGHT_TO_LEFT.search(cleaned):
        return [_make_run(cleaned, look, is_right_to_left=False)] if cleaned else []
    return [
        _make_run(piece, look, is_right_to_left=is_backward)
        for piece, is_backward in split_by_direction(cleaned, is_right_to_left=is_right_to_left)
    ]


def split_by_direction(text: str, *, is_right_to_left: bool) -> list[tuple[str, bool]]:
    """Split a text where its direction changes; each piece says whether it is right to left."""
    strong = [_find_strength(sign) for sign in text]
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
    signs = zip(text, directions, strict=True)
    return [
        ("".join(sign for sign, _ in group), is_backward)
        for is_backward, group in groupby(signs, key=lambda pair: pair[1])
    ]


def _find_strength(sign: str) -> bool | None:
    direction = unicodedata.bidirectional(sign)
    if direction == "L":
        return False
    return True if direction in ("R", "AL", "AN") else None


def _make_run(text: str, look: Look, *, is_right_to_left: bool) -> Element:
    properties = [
        make("rStyle", val=look.style) if look.style else None,
        *((make("b"), make("bCs")) if look.is_bold else ()),
        *((make("i"), make("iCs")) if look.is_italic else ()),
        make("rtl") if is_right_to_left else None,
    ]
    run = make("r")
    if any(one is not None for one in properties):
        run.append(make("rPr", *properties))
    for piece in filter(None, PIECE.split(text)):
        run.append(_make_piece(piece))
    return run


def _make_piece(piece: str) -> Element:
    if piece in "\n\t":
        return make("br" if piece == "\n" else "tab")
    element = make("t")
    element.text = piece
    element.set(SPACE, "preserve")
    return element
