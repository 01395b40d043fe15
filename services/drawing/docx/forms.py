"""Forms: questions with room to answer, whose answers can be read back from the file.

Programs lose some of the places where a key can stand, and which ones differs. So the key of an
answer stands in four: the tag and the alias of its content control, a bookmark around it, and in
small print in the cell beside it.
"""

import hashlib

from models.outline import FormQuestion
from services.drawing.docx.draft import TEXT_WIDTH, Draft, add_row, name_bookmark
from services.drawing.docx.passages import write_line
from services.drawing.docx.word_xml import (
    CellStyle,
    Element,
    Slot,
    add_paragraph,
    make_control,
    make_level,
)

PLACEHOLDER = "…"
"""Stands where nothing has been answered; it is no letter, so that no reader takes it for one."""

LONGEST_TAG = 64
"""In characters; Word calls a file with a longer tag damaged."""

KEY_WIDTH = 1701
LINE_HEIGHT = 420
MOST_LINES = 40
BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (4, "8A9199", "single")),
    margins={"top": 74, "bottom": 74, "left": 113, "right": 113},
)
KEY = CellStyle(margins={"left": 85, "top": 74})
CHOICE = CellStyle(margins={"top": 40, "bottom": 60, "right": 113})


def add_question(draft: Draft, question: FormQuestion, level: int) -> None:
    """Add the question, its choices to tick and a box for the answer."""
    asked = write_line(draft, question.question)
    add_paragraph(draft.body, "Question", asked, make_level(level))
    if question.hint:
        add_paragraph(draft.body, "Hint", write_line(draft, question.hint))
    if question.choices:
        _add_choices(draft, question)
        # The box stays on the page of its choices, which would otherwise be ticked for nothing.
        gap = add_paragraph(draft.body, "Gap")
        gap.paragraph_format.keep_with_next = True
    _add_room(draft, question)
    draft.add_gap(draft.body)


def name_choice(key: str, number: int) -> str:
    """Return the key of a choice, counted from 1."""
    return f"{key}#{number}"


def _add_choices(draft: Draft, question: FormQuestion) -> None:
    width = (TEXT_WIDTH - KEY_WIDTH) // len(question.choices)
    widths = [width] * len(question.choices)
    widths.append(TEXT_WIDTH - sum(widths))
    cells = add_row(draft.add_table(draft.body, widths), *(Slot(one, CHOICE) for one in widths))
    for number, (cell, choice) in enumerate(zip(cells, question.choices, strict=False), start=1):
        box = _write_control(draft, name_choice(question.key, number), "☐", is_box=True)
        add_paragraph(cell, "Choice", [*box, *draft.write(f" {choice}")])


def _add_room(draft: Draft, question: FormQuestion) -> None:
    widths = (TEXT_WIDTH - KEY_WIDTH, KEY_WIDTH)
    height = LINE_HEIGHT * max(1, min(question.lines, MOST_LINES))
    slots = Slot(widths[0], BOX), Slot(widths[1], KEY)
    answer, key = add_row(draft.add_table(draft.body, widths), *slots, height=height)
    add_paragraph(answer, "Answer", _write_control(draft, question.key, PLACEHOLDER))
    draft.add_lines(key, "AnswerKey", question.key)


def _write_control(draft: Draft, key: str, shown: str, *, is_box: bool = False) -> list[Element]:
    tag = key if len(key) <= LONGEST_TAG else name_bookmark(key)
    number = int(hashlib.sha256(key.encode()).hexdigest()[:7], 16) + 1
    control = make_control({"alias": tag, "tag": tag}, number, shown, is_box=is_box)
    return draft.write_bookmark(name_bookmark(key), [control])
